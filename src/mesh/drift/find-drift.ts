import { MeshError } from '../errors.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { GrantRow } from '../ports/permissions.ts';
import type { MeshPorts } from '../ports.ts';
import { listProducts } from '../producer/list-products.ts';
import { compareFilters } from './compare-filters.ts';
import { compareGivenShares } from './compare-given-shares.ts';
import { compareGrants } from './compare-grants.ts';
import { compareImports } from './compare-imports.ts';
import { comparePolicies } from './compare-policies.ts';
import { compareTags } from './compare-tags.ts';
import { type Expected, expectedOf } from './expected.ts';
import type { DriftFilter, DriftLine } from './finding.ts';
import { tagRows } from './tag-rows.ts';

export type DriftPorts = Pick<
  MeshPorts,
  'place' | 'store' | 'ledger' | 'producer' | 'consumer' | 'catalog' | 'clock'
>;

/** What one producer should and does give, as far as it is of its own databases. */
export interface OwnerView {
  readonly owner: string;
  readonly expected: readonly Expected[];
  /** Tables of this owner, by database and name. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, MeshTable>>;
  readonly grants: readonly GrantRow[];
}

/**
 * Differences between what was decided and what AWS holds, in both directions, one producer after the other: memory is that of the largest one,
 * and permissions are listed once for each. An account that cannot be read is a line of its own.
 */
export async function* findDrift(ports: DriftPorts, filter: DriftFilter): AsyncIterable<DriftLine> {
  for (const [owner, databases] of await ownersOf(ports, filter)) {
    try {
      for await (const line of driftOf(ports, owner, databases)) {
        if (filter.database === undefined || line.kind === 'unread' || line.database === filter.database) {
          yield line;
        }
      }
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      yield { kind: 'unread', owner, code: error.code, message: error.userMessage };
    }
  }
}

/** Producers with their databases, from the catalogue and from the records: either may have lost what the other has. */
async function ownersOf(
  { store, catalog }: DriftPorts,
  { owner, database }: DriftFilter,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const owners = new Map<string, Set<string>>();
  const add = (account: string, name: string) => {
    if ((owner ?? account) === account && (database ?? name) === name) {
      owners.set(account, (owners.get(account) ?? new Set()).add(name));
    }
  };
  for await (const product of listProducts(catalog, true)) {
    add(product.owner, product.database);
  }
  const records = owner === undefined ? store.all() : store.byOwner(owner);
  for await (const record of records) {
    if (record.database !== undefined && record.status === 'Active') {
      add(record.owner, record.database);
    }
  }
  return owners;
}

async function* driftOf(
  ports: DriftPorts,
  owner: string,
  databases: ReadonlySet<string>,
): AsyncIterable<DriftLine> {
  const [first] = databases;
  if (first === undefined) {
    return;
  }
  // Grants are read before the records: a grant that a job makes meanwhile then has its record already.
  const { permissions, tagGrants } = await ports.producer(owner, first);
  const grants: GrantRow[] = [];
  for await (const row of permissions.list()) {
    if (databases.has(row.database)) {
      grants.push(row);
    }
  }
  for await (const row of tagRows({ tagGrants })) {
    if (databases.has(row.database)) {
      grants.push(row);
    }
  }
  const expected: Expected[] = [];
  for await (const each of expectedOf(ports, owner)) {
    if (databases.has(each.database)) {
      expected.push(each);
    }
  }
  const tables = new Map<string, ReadonlyMap<string, MeshTable>>();
  for (const database of databases) {
    tables.set(database, await tablesOf(ports, owner, database));
  }
  const view: OwnerView = { owner, expected, tables, grants };
  yield* compareGrants(ports.place, view);
  yield* compareFilters(ports, view);
  yield* comparePolicies(ports, view);
  yield* compareGivenShares(ports, view);
  yield* compareTags(ports, view);
  yield* compareImports(ports, view);
}

async function tablesOf(
  ports: DriftPorts,
  owner: string,
  database: string,
): Promise<ReadonlyMap<string, MeshTable>> {
  const { catalog } = await ports.producer(owner, database);
  const found = new Map<string, MeshTable>();
  try {
    for await (const table of catalog.tables(database)) {
      if (table.owner === owner && table.target === undefined) {
        found.set(table.name, table);
      }
    }
  } catch (error) {
    // A database that is gone has no tables; whatever else fails is no answer.
    if (!(error instanceof MeshError && error.code === 'NOT_FOUND')) {
      throw error;
    }
  }
  return found;
}
