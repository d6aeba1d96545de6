import type { TablePermission } from '../../../src/mesh/permissions.ts';
import type { Status } from '../../../src/mesh/subscriptions/subscription.ts';

/** Columns of every table of the walks. */
export const COLUMNS = ['amount', 'id'] as const;
/** The row filters that the owner prepared on `orders`: name → condition. */
export const FILTERS = { first: 'id = 1', second: 'id = 2' } as const;

/** How `SELECT` on one table is narrowed; nothing of both: the whole table. */
export interface Narrowing {
  /** The columns that can be read. */
  readonly columns?: readonly string[];
  /** Names of filters. */
  readonly rows?: readonly (keyof typeof FILTERS)[];
}

/** A subscription as it should be, kept beside the product and computed without it. */
export interface Expected {
  readonly id: string;
  readonly consumer: string;
  readonly tables: readonly string[];
  readonly asked: readonly TablePermission[];
  /** It follows the product, and is granted by tags and by no table's name. */
  readonly isLive: boolean;
  status: Status;
  isSuspended: boolean;
  permitted: readonly TablePermission[];
  grantable: readonly TablePermission[];
  narrowed: Readonly<Record<string, Narrowing>>;
  imported: boolean;
}

/** What can be read of a table: these columns of all rows, and by condition what more of some rows. */
export interface Readable {
  readonly allRows: readonly string[];
  readonly someRows: Readonly<Record<string, readonly string[]>>;
}

export interface Rights {
  /** `orders: INSERT`, with + for the grant option; `*` is the database. Without `SELECT`. */
  readonly others: readonly string[];
  /** By table. */
  readonly reads: Readonly<Record<string, Readable>>;
  /** What of that may be handed on. */
  readonly handsOn: Readonly<Record<string, Readable>>;
  /** Permissions by tags. */
  readonly byTag: readonly string[];
}

/** One grant of `SELECT`: these columns, of the rows of a condition or of all. */
export interface Select {
  readonly table: string;
  readonly columns: readonly string[];
  readonly condition?: string | undefined;
}

/** Grants add up; what all rows give already is not counted once more. */
export function readable(selects: readonly Select[]): Readonly<Record<string, Readable>> {
  const tables = [...new Set(selects.map(({ table }) => table))].sort();
  const columnsOf = (some: readonly Select[]) => [...new Set(some.flatMap(({ columns }) => columns))].sort();
  return Object.fromEntries(
    tables.map((name) => {
      const own = selects.filter(({ table }) => table === name);
      const allRows = columnsOf(own.filter(({ condition }) => condition === undefined));
      const conditions = [...new Set(own.flatMap(({ condition }) => condition ?? []))].sort();
      const someRows = conditions
        .map((each) => [each, columnsOf(own.filter(({ condition }) => condition === each))] as const)
        .map(([each, columns]) => [each, columns.filter((column) => !allRows.includes(column))] as const)
        .filter(([, columns]) => columns.length > 0);
      return [name, { allRows, someRows: Object.fromEntries(someRows) }];
    }),
  );
}

function selectsOf({ tables, narrowed }: Expected): readonly Select[] {
  return tables.flatMap((table): readonly Select[] => {
    const { columns = COLUMNS, rows } = narrowed[table] ?? {};
    return rows?.map((name) => ({ table, columns, condition: FILTERS[name] })) ?? [{ table, columns }];
  });
}

/** What one consumer should have: the union over what is live; the right to see the database comes with the first table. */
export function expectedRights(all: readonly Expected[], consumer: string): Rights {
  const given = all.filter(
    (each) => each.consumer === consumer && each.status === 'Active' && !each.isSuspended,
  );
  const byName = given.filter(({ isLive }) => !isLive);
  const held = new Map<string, boolean>();
  for (const { tables, permitted, grantable } of byName) {
    for (const table of tables) {
      for (const permission of new Set([...permitted, 'DESCRIBE' as const])) {
        const key = `${table}: ${permission}`;
        held.set(key, held.get(key) === true || grantable.includes(permission));
      }
    }
  }
  const others = [...held].filter(([key]) => !key.endsWith(': SELECT'));
  const reading = byName.filter(({ permitted }) => permitted.includes('SELECT'));
  return {
    others: [
      ...(given.length > 0 ? ['*: DESCRIBE'] : []),
      ...others.map(([key, isGrantable]) => (isGrantable ? `${key}+` : key)),
    ].sort(),
    reads: readable(reading.flatMap(selectsOf)),
    handsOn: readable(reading.filter(({ grantable }) => grantable.includes('SELECT')).flatMap(selectsOf)),
    byTag: [
      ...new Set(given.filter(({ isLive }) => isLive).flatMap(({ permitted }) => [...permitted, 'DESCRIBE'])),
    ].sort(),
  };
}

/** Tables that must be linked in the consumer's account, and tables that may be: links stay while an access is suspended. */
export function expectedLinks(all: readonly Expected[], consumer: string) {
  const kept = all.filter((each) => each.consumer === consumer && each.status === 'Active');
  const of = (some: readonly Expected[]) => [...new Set(some.flatMap(({ tables }) => tables))].sort();
  return { least: of(kept.filter(({ imported }) => imported)), most: of(kept) };
}
