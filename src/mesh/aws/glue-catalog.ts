import {
  type Column,
  type Database,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  type GlueClient,
  type Table,
} from '@aws-sdk/client-glue';
import type { MeshCatalog, MeshColumn, MeshDatabase, MeshTable } from '../ports/mesh-catalog.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';
import { translateAwsError } from './translate-error.ts';

/** The catalog of one account, read with this client's credentials. Glue answers AccessDenied for what the caller may not see. */
export function createGlueCatalog(client: GlueClient, catalogId: string, clock: Clock): MeshCatalog {
  return {
    async table(database, name) {
      return orNothing(`reading ${database}.${name}`, async () => {
        const { Table } = await patiently(clock, `reading ${database}.${name}`, () =>
          client.send(new GetTableCommand({ CatalogId: catalogId, DatabaseName: database, Name: name })),
        );
        return Table && toMeshTable(Table);
      });
    },

    async *tables(database, names) {
      const Expression = names && exactNames(names);
      const tables = paged('tables', async (token) => {
        const answer = await orNothing(`reading the tables of ${database}`, () =>
          patiently(clock, `reading the tables of ${database}`, () =>
            client.send(
              new GetTablesCommand({
                CatalogId: catalogId,
                DatabaseName: database,
                MaxResults: 100,
                ...(Expression === undefined ? {} : { Expression }),
                ...(token ? { NextToken: token } : {}),
              }),
            ),
          ),
        );
        return { items: answer?.TableList, token: answer?.NextToken };
      });
      for await (const table of tables) {
        yield toMeshTable(table);
      }
    },

    async database(name) {
      return orNothing(`reading database ${name}`, async () => {
        const { Database } = await patiently(clock, `reading database ${name}`, () =>
          client.send(new GetDatabaseCommand({ CatalogId: catalogId, Name: name })),
        );
        return Database && toMeshDatabase(Database);
      });
    },

    async *databases() {
      const databases = paged('databases', async (token) => {
        const answer = await patiently(clock, 'reading the databases of the mesh', () =>
          client.send(
            new GetDatabasesCommand({
              CatalogId: catalogId,
              MaxResults: 100,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.DatabaseList, token: answer.NextToken };
      });
      for await (const database of databases) {
        yield toMeshDatabase(database);
      }
    },
  };
}

/** Longest expression that Glue takes. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html */
const LONGEST_EXPRESSION = 2048;

/** An expression for exactly these names, whether Glue matches whole names or parts; the caller compares again. `undefined`: too long, list all. */
function exactNames(names: readonly string[]): string | undefined {
  const expression = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return expression.length <= LONGEST_EXPRESSION ? expression : undefined;
}

async function orNothing<T>(doing: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (isAwsError(cause, 'EntityNotFoundException') || isHidden(cause)) {
      return undefined;
    }
    throw translateAwsError(error, doing);
  }
}

/** Lake Formation's own refusal, as opposed to an IAM policy that lacks the action, which an operator has to hear of. */
function isHidden(error: unknown): boolean {
  return isAwsError(error, 'AccessDeniedException') && !/perform: \w+:\w+/.test(error.message);
}

export function toMeshTable(table: Table): MeshTable {
  const location = table.StorageDescriptor?.Location;
  const target = table.TargetTable;
  const columns = [
    ...(table.StorageDescriptor?.Columns ?? []).map(toMeshColumn),
    ...(table.PartitionKeys ?? []).map((key) => ({ ...toMeshColumn(key), isPartitionKey: true as const })),
  ];
  return {
    name: table.Name ?? '',
    columns,
    parameters: table.Parameters ?? {},
    ...(table.Owner ? { owner: table.Owner } : {}),
    ...(table.Description ? { description: table.Description } : {}),
    ...(location ? { location } : {}),
    ...(target?.CatalogId && target.DatabaseName && target.Name
      ? { target: { catalogId: target.CatalogId, database: target.DatabaseName, name: target.Name } }
      : {}),
  };
}

function toMeshColumn({ Name, Type, Comment }: Column): MeshColumn {
  return { name: Name ?? '', type: Type ?? '', ...(Comment === undefined ? {} : { comment: Comment }) };
}

function toMeshDatabase({ Name, Description, Parameters }: Database): MeshDatabase {
  return {
    name: Name ?? '',
    parameters: Parameters ?? {},
    ...(Description ? { description: Description } : {}),
  };
}
