import { foldName } from '../input/names-list.ts';
import type { MeshPorts } from '../ports.ts';
import { usesByFilter } from './filter-users.ts';
import { knownFilters } from './known-filters.ts';
import type { RowFilter } from './row-filter.ts';

export interface ListedFilter extends RowFilter {
  /** How many live records say that they read through it. */
  readonly uses: number;
}

/** See `Mesh.rowFilters`. */
export async function listRowFilters(
  ports: Pick<MeshPorts, 'store' | 'ledger' | 'producer'>,
  owner: string,
  name: string,
): Promise<readonly ListedFilter[]> {
  const database = foldName(name, 'database');
  const { prepared } = await knownFilters(ports, await ports.producer(owner, database), database);
  const uses = prepared.length > 0 ? await usesByFilter(ports, owner, database) : new Map<string, number>();
  return prepared.map((filter) => ({ ...filter, uses: uses.get(`${filter.table}/${filter.name}`) ?? 0 }));
}
