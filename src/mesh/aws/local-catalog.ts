import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetTablesCommand,
  type GlueClient,
  type TableIdentifier,
} from '@aws-sdk/client-glue';
import { ConflictError } from '../errors.ts';
import type { LocalCatalog, TableLink } from '../ports/local-catalog.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

/** Marks a database that the mesh made for links, so that it may be removed with the last of them. */
export const LINKS_MARK = 'data_mesh_links';

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
  /**
   * Every table of the database, with what it points to. Read from the list, since a link whose target the role may not read answers AccessDenied alone
   * and shows itself in a list. @see https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
   */
  const readTargets = async (database: string) => {
    const tables = paged('links', async (token) => {
      const answer = await found(`reading the tables of ${database}`, () =>
        client.send(
          new GetTablesCommand({
            CatalogId: account,
            DatabaseName: database,
            ...(token ? { NextToken: token } : {}),
          }),
        ),
      );
      return { items: answer?.TableList, token: answer?.NextToken };
    });
    const targets = new Map<string, TableIdentifier | undefined>();
    for await (const { Name, TargetTable } of tables) {
      targets.set(Name ?? '', TargetTable);
    }
    return targets;
  };
  const taken = (name: string) =>
    new ConflictError('LINK_NAME_TAKEN', `${name} in ${account} is something else than the link`, {
      userMessage: `Account ${account} already has ${name}. It is something else than the link that is needed, or the mesh's role there may not see it. Rename it, then try again.`,
    });

  return {
    async links(name) {
      const database = (await readDatabase(name))?.Database;
      if (!database) {
        return undefined;
      }
      const { TargetDatabase: whole } = database;
      if (whole) {
        const target = { catalogId: whole.CatalogId ?? '', database: whole.DatabaseName ?? '' };
        return { target, tables: new Map() };
      }
      const tables = [...(await readTargets(name))].map(
        ([table, target]) => [table, target && toTarget(target)] as const,
      );
      return { tables: new Map(tables) };
    },

    async ensureDatabase(name, { catalogId, database }) {
      const isNew = await made(`making database ${name}`, () =>
        client.send(
          new CreateDatabaseCommand({
            CatalogId: account,
            DatabaseInput: {
              Name: name,
              Description: `Links to data products of ${database} in the data mesh`,
              Parameters: { [LINKS_MARK]: catalogId },
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

    async linkTables(database, links) {
      const there = await readTargets(database);
      for (const { name, target } of links) {
        if (there.has(name)) {
          if (!isSame(there.get(name), target)) {
            throw taken(`a table ${database}.${name}`);
          }
          continue;
        }
        const isNew = await made(`linking ${database}.${name}`, () =>
          client.send(
            new CreateTableCommand({
              CatalogId: account,
              DatabaseName: database,
              TableInput: {
                Name: name,
                TargetTable: {
                  CatalogId: target.catalogId,
                  DatabaseName: target.database,
                  Name: target.table,
                },
              },
            }),
          ),
        );
        // In use, yet not on the list: made by somebody else at this moment, or nothing that Lake Formation lets this role see.
        if (!isNew && !isSame((await readTargets(database)).get(name), target)) {
          throw taken(`a table ${database}.${name}`);
        }
      }
    },

    async unlinkTables(database, links) {
      const there = await readTargets(database);
      for (const { name, target } of links) {
        if (isSame(there.get(name), target)) {
          await found(`removing the link ${database}.${name}`, () =>
            client.send(new DeleteTableCommand({ CatalogId: account, DatabaseName: database, Name: name })),
          );
        }
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
      if (isLink || (database.Parameters?.[LINKS_MARK] !== undefined && (await isEmpty()))) {
        await found(`removing database ${name}`, () =>
          client.send(new DeleteDatabaseCommand({ CatalogId: account, Name: name })),
        );
      }
    },
  };
}

function toTarget({ CatalogId = '', DatabaseName = '', Name = '' }: TableIdentifier): TableLink['target'] {
  return { catalogId: CatalogId, database: DatabaseName, table: Name };
}

function isSame(
  table: TableIdentifier | undefined,
  { catalogId, database, table: name }: TableLink['target'],
): boolean {
  return table?.CatalogId === catalogId && table.DatabaseName === database && table.Name === name;
}
