import { ConflictError, InvalidRequestError, NotFoundError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import { tablePattern } from '../input/table-pattern.ts';
import { s3Location } from '../policies/s3-location.ts';
import type { MeshCatalog, MeshTable } from '../ports/mesh-catalog.ts';
import type { ConsumerPorts, MeshPorts } from '../ports.ts';
import { isInUse } from '../subscriptions/others-need.ts';
import { closeBuckets } from './close-buckets.ts';

export interface DeleteDataProduct {
  /** Mesh database. */
  readonly databaseName: string;
  /** RE2 expression for whole table names; absent: every table. */
  readonly tableNameRegex?: string;
  /** The mesh database's name, typed again: only then is anything changed. */
  readonly confirm?: string;
  /** Suffix of the links in the producer account; `_link` unless told. */
  readonly linkSuffix?: string;
}

export interface ProductRemoval {
  readonly database: string;
  readonly tables: readonly string[];
  readonly isPlan: boolean;
  /** Whether the database went too, because no table was left. */
  readonly isDatabaseGone: boolean;
}

/** Removes from the mesh's catalog. */
export interface MeshRemover {
  /** The table with everything that was granted on it. */
  removeTable(database: string, table: string): Promise<void>;
  removeDatabase(database: string): Promise<void>;
  /** Lake Formation forgets the location. */
  deregister(location: string): Promise<void>;
}

/** The owner's own catalog, where its links into the mesh are. */
interface OwnLinks {
  readonly consumer: (account: string) => Promise<Pick<ConsumerPorts, 'local'>>;
}

/** Takes tables of one owner out of the mesh, unless somebody still rests on them. */
export async function deleteDataProduct(
  ports: Pick<MeshPorts, 'place' | 'store' | 'leases' | 'producer'> & OwnLinks,
  account: string,
  remover: MeshRemover,
  request: DeleteDataProduct,
): Promise<ProductRemoval> {
  const database = foldName(request.databaseName, 'database');
  const { chosen, others } = await chooseTables(ports, account, database, request);
  if (chosen.length === 0) {
    return finishEmpty(ports, account, remover, database, request);
  }
  const tables = chosen.map(({ name }) => name).sort();
  await refuseInUse(ports, account, database, tables);
  if (request.confirm === undefined) {
    return { database, tables, isPlan: true, isDatabaseGone: others === 0 };
  }
  if (request.confirm.trim().toLowerCase() !== database) {
    throw new InvalidRequestError('NOT_CONFIRMED', `confirmed ${request.confirm} instead of ${database}`, {
      userMessage: `To take ${tables.length} tables out of the mesh, type the name of the database again: ${database}. Nothing was changed.`,
    });
  }
  // The table comes last: while it is in the catalogue a repeated call finds it, and with it its bucket, its link and its location.
  const { catalog, buckets } = await ports.producer(account, database);
  const kept = await keptTables(catalog, account, database, tables);
  await closeBuckets(ports, buckets, chosen, kept);
  const inUse = new Set(kept.map(({ location }) => placeOf(location)));
  const { local } = await ports.consumer(account);
  const target = { catalogId: ports.place.meshAccountId, database };
  await local.unlinkTables(
    database,
    tables.flatMap((table) =>
      [table, `${table}${request.linkSuffix ?? '_link'}`].map((name) => ({
        name,
        target: { ...target, table },
      })),
    ),
  );
  for (const table of chosen) {
    if (table.location !== undefined && !inUse.has(placeOf(table.location))) {
      await remover.deregister(table.location);
    }
    await remover.removeTable(database, table.name);
  }
  if (others === 0) {
    await local.dropEmptyDatabase(database);
    await remover.removeDatabase(database);
  }
  return { database, tables, isPlan: false, isDatabaseGone: others === 0 };
}

/** The owner's tables that stay, in every database: two of them may lie in the same place. */
async function keptTables(
  catalog: MeshCatalog,
  account: string,
  database: string,
  tables: readonly string[],
): Promise<readonly MeshTable[]> {
  const kept: MeshTable[] = [];
  for await (const { name } of catalog.databases()) {
    for await (const table of catalog.tables(name)) {
      if (table.owner === account && !(name === database && tables.includes(table.name))) {
        kept.push(table);
      }
    }
  }
  return kept;
}

function placeOf(location: string | undefined): string | undefined {
  const place = s3Location(location);
  return place && `${place.bucket}/${place.prefix}`;
}

async function chooseTables(
  { producer }: Pick<MeshPorts, 'producer'>,
  account: string,
  database: string,
  { tableNameRegex }: DeleteDataProduct,
) {
  const matches = tablePattern(tableNameRegex);
  const { catalog } = await producer(account, database);
  const chosen: MeshTable[] = [];
  let others = 0;
  for await (const table of catalog.tables(database)) {
    if (table.owner === account && matches(table.name)) {
      chosen.push(table);
    } else {
      others += 1;
    }
  }
  return { chosen, others };
}

/** What an earlier call left: the producer's database without any table. Throws `NotFoundError` (`NO_TABLES_FOUND`) where there is none. */
async function finishEmpty(
  ports: Pick<MeshPorts, 'producer'> & OwnLinks,
  account: string,
  remover: MeshRemover,
  database: string,
  { tableNameRegex, confirm }: DeleteDataProduct,
): Promise<ProductRemoval> {
  const { catalog } = await ports.producer(account, database);
  if (tableNameRegex === undefined && (await isEmptyOf(catalog, account, database))) {
    const isPlan = confirm?.trim().toLowerCase() !== database;
    if (!isPlan) {
      const { local } = await ports.consumer(account);
      await local.dropEmptyDatabase(database);
      await remover.removeDatabase(database);
    }
    return { database, tables: [], isPlan, isDatabaseGone: true };
  }
  throw new NotFoundError('NO_TABLES_FOUND', `${account} has no matching table in ${database}`, {
    userMessage: `You have no table in ${database}${tableNameRegex ? ` that matches ${tableNameRegex}` : ''}.`,
  });
}

/** Whether the mesh has this database, made for this producer, and no table in it. */
async function isEmptyOf(catalog: MeshCatalog, account: string, database: string): Promise<boolean> {
  for await (const _table of catalog.tables(database)) {
    return false;
  }
  for await (const { name, parameters } of catalog.databases()) {
    if (name === database) {
      return parameters['data_mesh_source_account'] === account;
    }
  }
  return false;
}

async function refuseInUse(
  { store }: Pick<MeshPorts, 'store'>,
  account: string,
  database: string,
  tables: readonly string[],
): Promise<void> {
  const inUse: string[] = [];
  for await (const record of store.byOwner(account)) {
    const concerns =
      record.database === database &&
      (record.tables.length === 0 || record.tables.some((name) => tables.includes(name)));
    if (concerns && (isInUse(record) || record.status === 'Pending')) {
      inUse.push(record.id);
    }
  }
  if (inUse.length > 0) {
    throw new ConflictError('PRODUCT_IN_USE', `${database} is used by ${inUse.join(', ')}`, {
      userMessage: `${inUse.length} subscriptions rest on these tables (${inUse.slice(0, 5).join(', ')}). End or deny them first; nothing was changed.`,
      details: { subscriptions: inUse },
    });
  }
}
