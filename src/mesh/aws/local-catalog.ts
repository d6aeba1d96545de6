import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
} from '@aws-sdk/client-glue';
import { ConflictError } from '../errors.ts';
import type { Clock, LinkTarget, LocalCatalog } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

/** Marks a database that the mesh made for links, so that it may be removed with the last of them. */
const MARK = 'data_mesh_links';

/** The consumer account's own Glue catalog. */
export function createLocalCatalog(client: GlueClient, account: string, clock: Clock): LocalCatalog {
  const found = <T>(doing: string, read: () => Promise<T>): Promise<T | undefined> =>
    patiently(clock, doing, async () => {
      try {
        return await read();
      } catch (error) {
        if (isAwsError(error, 'EntityNotFoundException')) {
          return undefined;
        }
        throw error;
      }
    });
  /** Whether it was made; `false` where the name is in use. */
  const made = (doing: string, make: () => Promise<unknown>): Promise<boolean> =>
    patiently(clock, doing, async () => {
      try {
        await make();
        return true;
      } catch (error) {
        if (isAwsError(error, 'AlreadyExistsException')) {
          return false;
        }
        throw error;
      }
    });
  const readDatabase = (name: string) =>
    found(`reading database ${name}`, () =>
      client.send(new GetDatabaseCommand({ CatalogId: account, Name: name })),
    );
  const readTable = (database: string, name: string) =>
    found(`reading ${database}.${name}`, () =>
      client.send(new GetTableCommand({ CatalogId: account, DatabaseName: database, Name: name })),
    );
  const taken = (name: string) =>
    new ConflictError('LINK_NAME_TAKEN', `${name} in ${account} is something else than the link`, {
      userMessage: `Account ${account} already has ${name}, and it is something else. Rename it, then import again.`,
    });

  return {
    async ensureDatabase(name, { catalogId, database }) {
      const isNew = await made(`making database ${name}`, () =>
        client.send(
          new CreateDatabaseCommand({
            CatalogId: account,
            DatabaseInput: {
              Name: name,
              Description: `Links to data products of ${database} in the data mesh`,
              Parameters: { [MARK]: catalogId },
              CreateTableDefaultPermissions: [],
            },
            Tags: { Solution: 'DataMeshUtils' },
          }),
        ),
      );
      if (isNew) {
        return 'plain';
      }
      const target = (await readDatabase(name))?.Database?.TargetDatabase;
      if (!target) {
        return 'plain';
      }
      if (target.CatalogId !== catalogId || target.DatabaseName !== database) {
        throw taken(`a database ${name}`);
      }
      return 'linked';
    },

    async linkTable(database, name, target) {
      const isNew = await made(`linking ${database}.${name}`, () =>
        client.send(
          new CreateTableCommand({
            CatalogId: account,
            DatabaseName: database,
            TableInput: {
              Name: name,
              TargetTable: { CatalogId: target.catalogId, DatabaseName: target.database, Name: target.table },
            },
          }),
        ),
      );
      if (!isNew && !pointsTo((await readTable(database, name))?.Table?.TargetTable, target)) {
        throw taken(`a table ${database}.${name}`);
      }
    },

    async unlinkTable(database, name, target) {
      if (pointsTo((await readTable(database, name))?.Table?.TargetTable, target)) {
        await found(`removing the link ${database}.${name}`, () =>
          client.send(new DeleteTableCommand({ CatalogId: account, DatabaseName: database, Name: name })),
        );
      }
    },

    async dropEmptyDatabase(name) {
      const database = (await readDatabase(name))?.Database;
      if (!database) {
        return;
      }
      const isLink = database.TargetDatabase !== undefined;
      const isEmpty = async () => {
        const answer = await found(`reading the tables of ${name}`, () =>
          client.send(new GetTablesCommand({ CatalogId: account, DatabaseName: name, MaxResults: 1 })),
        );
        return (answer?.TableList ?? []).length === 0 && !answer?.NextToken;
      };
      if (isLink || (database.Parameters?.[MARK] !== undefined && (await isEmpty()))) {
        await found(`removing database ${name}`, () =>
          client.send(new DeleteDatabaseCommand({ CatalogId: account, Name: name })),
        );
      }
    },
  };
}

function pointsTo(
  table:
    | {
        readonly CatalogId?: string | undefined;
        readonly DatabaseName?: string | undefined;
        readonly Name?: string | undefined;
      }
    | undefined,
  { catalogId, database, table: name }: LinkTarget,
): boolean {
  return table?.CatalogId === catalogId && table.DatabaseName === database && table.Name === name;
}
