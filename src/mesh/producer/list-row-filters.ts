import { foldName } from '../input/names-list.ts';
import type { MeshPorts } from '../ports.ts';
import { usesByFilter } from './filter-users.ts';
import { knownFilters } from './known-filters.ts';
import type { RowFilter } from './row-filter.ts';

export interface ListedFilter extends RowFilter {
  /** How many live records say that they read through it; absent unless counted. */
  readonly uses?: number;
}

/** See `Mesh.rowFilters`. */
export async function listRowFilters(
  ports: Pick<MeshPorts, 'store' | 'ledger' | 'producer'>,
  owner: string,
  name: string,
  { isCounted = false }: { readonly isCounted?: boolean } = {},
): Promise<readonly ListedFilter[]> {
  const database = foldName(name, 'database');
  const { prepared } = await knownFilters(ports, await ports.producer(owner, database), database);
  if (!isCounted || prepared.length === 0) {
    return prepared;
  }
  const uses = await usesByFilter(ports, owner, database);
  return prepared.map((filter) => ({ ...filter, uses: uses.get(`${filter.table}/${filter.name}`) ?? 0 }));
}
