import type { TablePermission } from '../permissions.ts';
import type { Held, HeldGrant } from '../ports/held.ts';
import type { GrantEntry, Permissions } from '../ports/permissions.ts';
import { type SelectRow, sameRow } from '../subscriptions/select-rows.ts';

/** Stands for the share that AWS would make. */
export const SHARE = 'planned';

/** A grant that was planned to be given or taken. */
interface PlannedGrant {
  readonly to: string;
  readonly on: string;
  readonly sign: 1 | -1;
  readonly entry: GrantEntry;
}

/** Lake Formation's grants, read as if all that was planned had been taken. */
export function plannedPermissions(permissions: Permissions, grants: PlannedGrant[]): Permissions {
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
        ? [...grant.narrowed.filter((each) => !sameRow(each, row)), row]
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
      (each) => !(permissions.includes('SELECT') && sameRow(each, { columns, filter })),
    ),
    shares: grant.shares,
  };
  const tables = new Map([...held.tables, [table, after] as const]);
  if (after.permissions.length + after.narrowed.length === 0) {
    tables.delete(table);
  }
  return { ...held, tables };
}

export function united<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  return [...new Set([...left, ...right])];
}
