import type { ColumnScope } from '../columns.ts';
import { decidedScope } from '../drift/expected.ts';
import type { MeshPorts } from '../ports.ts';
import { isInUse } from '../subscriptions/others-need.ts';
import { recordedScope } from '../subscriptions/recorded-scope.ts';

/** A live subscription that reads through a row filter, or a suspended one that will when it is given back. */
export interface FilterUser {
  readonly subscriptionId: string;
  /** Consumer account id. */
  readonly subscriber: string;
  /** Columns to which it is narrowed besides: it then has filters of its own. */
  readonly columns: readonly ColumnScope[];
}

/** Who reads through a filter, by what was decided and by what the records say: whoever is in change counts with both. */
export async function filterUsers(
  ports: Pick<MeshPorts, 'store' | 'ledger'>,
  owner: string,
  { database, table, name }: { readonly database: string; readonly table: string; readonly name: string },
): Promise<readonly FilterUser[]> {
  const users: FilterUser[] = [];
  for await (const record of ports.store.byOwner(owner)) {
    const decided =
      record.database === database && isInUse(record) ? await decidedScope(ports, record) : undefined;
    const scopes = decided ? [decided, recordedScope(record)] : [];
    const using = scopes.filter((scope) => scope.rows?.[table]?.includes(name));
    if (using.length > 0) {
      users.push({
        subscriptionId: record.id,
        subscriber: record.subscriber,
        columns: using.flatMap((scope) => scope.columns?.[table] ?? []),
      });
    }
  }
  return users;
}

/** How many live or suspended records of a database say that they read through each filter: by `table/name`. */
export async function usesByFilter(
  { store }: Pick<MeshPorts, 'store'>,
  owner: string,
  database: string,
): Promise<ReadonlyMap<string, number>> {
  const uses = new Map<string, number>();
  for await (const record of store.byOwner(owner)) {
    if (record.database === database && isInUse(record)) {
      for (const [table, names] of Object.entries(recordedScope(record).rows ?? {})) {
        for (const name of names) {
          uses.set(`${table}/${name}`, (uses.get(`${table}/${name}`) ?? 0) + 1);
        }
      }
    }
  }
  return uses;
}
