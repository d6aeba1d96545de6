import { sameColumns } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';
import type {
  CellFilter,
  CellFilters,
  Clock,
  GrantEntry,
  Held,
  HeldGrant,
  MeshPorts,
  Permissions,
  ProducerPorts,
  TagGrants,
  TagHeld,
} from '../ports.ts';
import type { SelectRow } from '../subscriptions/select-rows.ts';

/** Stands for the share that AWS would make. */
const SHARE = 'planned';

interface Imagined {
  readonly grants: {
    readonly to: string;
    readonly on: string;
    readonly sign: 1 | -1;
    readonly entry: GrantEntry;
  }[];
  readonly byTag: Map<string, TagHeld>;
  readonly tags: Map<string, Readonly<Record<string, readonly string[]>>>;
  readonly cells: Map<string, CellFilter | undefined>;
}

/**
 * A producer's ports for a plan: what was planned so far is read back as if AWS had taken it, so that the plan comes as far as the work would. The
 * changes themselves go to the adapters beneath, whose clients note them instead of sending them.
 */
export function plannedProducer(producer: MeshPorts['producer']): MeshPorts['producer'] {
  const imagined: Imagined = { grants: [], byTag: new Map(), tags: new Map(), cells: new Map() };
  return async (account, database) => {
    const ports: ProducerPorts = await producer(account, database);
    return {
      ...ports,
      permissions: plannedPermissions(ports.permissions, imagined),
      tagGrants: plannedTagGrants(ports.tagGrants, imagined),
      cells: plannedCells(ports.cells, imagined),
    };
  };
}

/** A plan waits for nothing: nobody else brings what it would wait for. */
export function plannedClock(now: () => Date): Clock {
  let waited = 0;
  return {
    now: () => new Date(now().getTime() + waited),
    sleep: async (ms) => {
      waited += ms;
    },
  };
}

function plannedPermissions(permissions: Permissions, { grants }: Imagined): Permissions {
  const change = (sign: 1 | -1, send: Permissions['grant']): Permissions['grant'] => {
    return async (to, on, entries, onAnswer) => {
      const refused = await send(to, on, entries, onAnswer);
      grants.push(...entries.map((entry) => ({ to, on, sign, entry })));
      return refused;
    };
  };
  return {
    ...permissions,
    grant: change(1, permissions.grant),
    revoke: change(-1, permissions.revoke),
    async held(principal, database, { enough: _, ...scope } = {}) {
      let held = await permissions.held(principal, database, scope);
      for (const { to, on, sign, entry } of grants) {
        if (to === principal && on === database) {
          held = sign === 1 ? plus(held, entry) : minus(held, entry);
        }
      }
      return held;
    },
  };
}

const NOTHING: HeldGrant = { permissions: [], grantable: [], narrowed: [], shares: [] };

function plus(held: Held, entry: GrantEntry): Held {
  const { table, permissions, grantable, columns, filter } = entry;
  if (table === undefined) {
    return { ...held, database: { describe: true, shares: united(held.database.shares, [SHARE]) } };
  }
  const grant = held.tables.get(table) ?? NOTHING;
  const isNarrowed = columns !== undefined || filter !== undefined;
  const row: SelectRow = { columns, filter, isGrantable: grantable.includes('SELECT') };
  const whole = permissions.filter((name) => name !== 'SELECT' || !isNarrowed);
  const after: HeldGrant = {
    permissions: united(grant.permissions, whole),
    grantable: united(
      grant.grantable,
      grantable.filter((name) => whole.includes(name)),
    ),
    narrowed:
      isNarrowed && permissions.includes('SELECT')
        ? [...grant.narrowed.filter((each) => !isSameRow(each, row)), row]
        : grant.narrowed,
    shares: united(grant.shares, [SHARE]),
  };
  return { ...held, tables: new Map([...held.tables, [table, after]]) };
}

function minus(held: Held, { table, permissions, columns, filter }: GrantEntry): Held {
  if (table === undefined) {
    return { ...held, database: { ...held.database, describe: false } };
  }
  const grant = held.tables.get(table) ?? NOTHING;
  const isNarrowed = columns !== undefined || filter !== undefined;
  const goes = (name: TablePermission) => permissions.includes(name) && (name !== 'SELECT' || !isNarrowed);
  const after: HeldGrant = {
    permissions: grant.permissions.filter((name) => !goes(name)),
    grantable: grant.grantable.filter((name) => !goes(name)),
    narrowed: grant.narrowed.filter(
      (each) => !(permissions.includes('SELECT') && isSameRow(each, { columns, filter, isGrantable: false })),
    ),
    shares: grant.shares,
  };
  const tables = new Map([...held.tables, [table, after] as const]);
  if (after.permissions.length + after.narrowed.length === 0) {
    tables.delete(table);
  }
  return { ...held, tables };
}

function isSameRow(left: SelectRow, right: SelectRow): boolean {
  return left.filter === right.filter && sameColumns(left.columns, right.columns);
}

function plannedTagGrants(tagGrants: TagGrants, { byTag, tags }: Imagined): TagGrants {
  const keyOf = (...parts: Parameters<TagGrants['held']>) => JSON.stringify(parts);
  return {
    ...tagGrants,
    async grant(principal, expression, permissions, grantable, onAnswer) {
      const before = byTag.get(keyOf(principal, expression)) ?? (await tagGrants.held(principal, expression));
      const refused = await tagGrants.grant(principal, expression, permissions, grantable, onAnswer);
      byTag.set(keyOf(principal, expression), {
        permissions: united(before.permissions, permissions),
        grantable: united(before.grantable, grantable),
        shares: united(before.shares, [SHARE]),
      });
      return refused;
    },
    async revoke(principal, expression, permissions, grantable, onAnswer) {
      const before = byTag.get(keyOf(principal, expression)) ?? (await tagGrants.held(principal, expression));
      const refused = await tagGrants.revoke(principal, expression, permissions, grantable, onAnswer);
      byTag.set(keyOf(principal, expression), {
        permissions: before.permissions.filter((name) => !permissions.includes(name)),
        grantable: before.grantable.filter((name) => !permissions.includes(name)),
        shares: before.shares,
      });
      return refused;
    },
    held: async (principal, expression) =>
      byTag.get(keyOf(principal, expression)) ?? tagGrants.held(principal, expression),
    async put(database, table, added) {
      await tagGrants.put(database, table, added);
      tags.set(JSON.stringify([database, table]), added);
    },
    async *tagged(expression) {
      for await (const each of tagGrants.tagged(expression)) {
        if (!tags.has(JSON.stringify([each.database, each.table]))) {
          yield each;
        }
      }
      for (const [place, added] of tags) {
        const [database = '', table = ''] = parsePlace(place);
        if (expression.every(({ key, values }) => values.some((value) => added[key]?.includes(value)))) {
          yield { database, table, tags: added };
        }
      }
    },
  };
}

function parsePlace(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function plannedCells(cells: CellFilters, { cells: imagined }: Imagined): CellFilters {
  const keyOf = (database: string, table: string, name: string) => JSON.stringify([database, table, name]);
  return {
    async *list(database, table) {
      const seen = new Set<string>();
      for await (const cell of cells.list(database, table)) {
        const key = keyOf(database, cell.table, cell.name);
        seen.add(key);
        const now = imagined.has(key) ? imagined.get(key) : cell;
        if (now) {
          yield now;
        }
      }
      for (const [key, cell] of imagined) {
        const isHere = parsePlace(key)[0] === database && (table === undefined || cell?.table === table);
        if (cell && isHere && !seen.has(key)) {
          yield cell;
        }
      }
    },
    async get(database, table, name) {
      const key = keyOf(database, table, name);
      return imagined.has(key) ? imagined.get(key) : cells.get(database, table, name);
    },
    async put(database, filter) {
      await cells.put(database, filter);
      imagined.set(keyOf(database, filter.table, filter.name), filter);
    },
    async remove(database, table, name) {
      await cells.remove(database, table, name);
      imagined.set(keyOf(database, table, name), undefined);
    },
  };
}

function united<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  return [...new Set([...left, ...right])];
}
