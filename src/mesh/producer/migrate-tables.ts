import { InvalidRequestError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import { tablePattern } from '../input/table-pattern.ts';
import type { Publication, PublishPorts, PublishRequest } from './publication.ts';

export interface MigrateTables
  extends Pick<
    PublishRequest,
    'sourceDatabaseName' | 'tableNameRegex' | 'createPublicMetadata' | 'domain' | 'dataProductName'
  > {
  /** The source database's name, typed again: only then is anything changed. */
  readonly confirm?: string;
  /** Gets each definition as JSON before its table is removed; what it throws stops the migration. */
  readonly onBackup?: (backup: { readonly table: string; readonly definition: string }) => Promise<void>;
}

export interface Migration {
  readonly database: string;
  /** Tables that are, or would be, replaced by links. */
  readonly tables: readonly string[];
  /** Whether this is only the plan. */
  readonly isPlan: boolean;
  readonly publication?: Publication;
}

/** Removes a table and puts a link in its place. */
export interface TableReplacer {
  remove(database: string, table: string): Promise<void>;
}

export interface MigrationSteps {
  /** Gives the role what it needs on the source, where the caller may. */
  readonly openSource: () => Promise<void>;
  readonly publish: (request: PublishRequest) => Promise<Publication>;
}

/** Publishes under the original names, then leaves a link where each table was. A table that is a link already counts as done. */
export async function migrateTables<D, P>(
  ports: PublishPorts<D, P> & { readonly replace: TableReplacer },
  request: MigrateTables,
  { openSource, publish }: MigrationSteps,
): Promise<Migration> {
  const database = foldName(request.sourceDatabaseName, 'database');
  const matches = tablePattern(request.tableNameRegex);
  await openSource();
  const definitions = new Map<string, string>();
  for await (const { table, definition } of ports.source.tables(database)) {
    if (matches(table.name) && table.target === undefined) {
      definitions.set(table.name, JSON.stringify(definition));
    }
  }
  const tables = [...definitions.keys()].sort();
  if (request.confirm === undefined) {
    return { database, tables, isPlan: true };
  }
  if (request.confirm.trim().toLowerCase() !== database) {
    throw new InvalidRequestError('NOT_CONFIRMED', `confirmed ${request.confirm} instead of ${database}`, {
      userMessage: `To replace ${tables.length} tables of ${database} by links, type the name of the database again: ${database}. Nothing was changed.`,
    });
  }
  const target = `${database}-${ports.account}`;
  const publication = tables.length > 0 ? await publish(publishRequest(request)) : undefined;
  const published = new Set(publication?.tables.map(({ sourceTable }) => sourceTable));
  for (const table of tables.filter((name) => published.has(name))) {
    await request.onBackup?.({ table, definition: definitions.get(table) ?? '' });
    await ports.replace.remove(database, table);
    await linkBack(ports, database, target, [table]);
  }
  await linkBack(ports, database, target, await interrupted(ports, target, database, matches));
  return { database, tables: [...published].sort(), isPlan: false, ...(publication ? { publication } : {}) };
}

function publishRequest({ confirm: _, onBackup: __, ...request }: MigrateTables): PublishRequest {
  return { ...request, useOriginalTableName: true };
}

/** Tables that are in the mesh and no longer in the source: a crash came between removing and linking. */
async function interrupted<D, P>(
  { published, source }: PublishPorts<D, P>,
  target: string,
  database: string,
  matches: (name: string) => boolean,
): Promise<readonly string[]> {
  const there = new Set<string>();
  for await (const { table } of source.tables(database)) {
    there.add(table.name);
  }
  const missing: string[] = [];
  for await (const { name } of published.tables(target)) {
    if (matches(name) && !there.has(name)) {
      missing.push(name);
    }
  }
  return missing;
}

async function linkBack<D, P>(
  { place, local }: PublishPorts<D, P>,
  database: string,
  target: string,
  tables: readonly string[],
): Promise<void> {
  if (tables.length > 0) {
    await local.linkTables(
      database,
      tables.map((name) => ({
        name,
        target: { catalogId: place.meshAccountId, database: target, table: name },
      })),
    );
  }
}
