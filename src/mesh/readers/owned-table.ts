import { foldName } from '../input/names-list.ts';
import type { MeshCatalog } from '../ports/mesh-catalog.ts';
import { findTables, ownerOf } from '../producer/resolve-tables.ts';
import type { OwnedTable } from './reader.ts';

/** A table with the owner that the catalogue names. Throws `NotFoundError` (`TABLE_NOT_FOUND`), `InvalidRequestError` (`BAD_NAME`, `LINK_REQUESTED`). */
export async function ownedTable(
  catalog: MeshCatalog,
  databaseName: string,
  tableName: string,
): Promise<OwnedTable> {
  const [database, table] = [foldName(databaseName, 'database'), foldName(tableName, 'table')];
  return { owner: ownerOf(database, await findTables(catalog, database, [table])), database, table };
}
