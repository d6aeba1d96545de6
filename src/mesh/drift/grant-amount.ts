import { unitedColumns } from '../columns.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import type { GrantRow } from '../ports/permissions.ts';
import { filterTitle } from '../rows.ts';
import { decidedRows, type SelectRow, uncovered } from '../subscriptions/select-rows.ts';
import type { Expected } from './expected.ts';
import type { Finding } from './finding.ts';

/** `SELECT` is counted by its columns, grant by grant; the other permissions by name. */
export interface Amount {
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  readonly selects: readonly SelectRow[];
}

export const NOTHING: Amount = { permissions: [], grantable: [], selects: [] };

export function heldAmount({ permissions, grantable, columns, filter }: GrantRow): Amount {
  const isGrantable = grantable.includes('SELECT');
  return {
    permissions: others(permissions),
    grantable: others(grantable),
    selects: permissions.includes('SELECT') ? [{ columns, filter, isGrantable }] : [],
  };
}

export function decidedAmount(expected: Expected, table: string): Amount {
  return {
    permissions: others(expected.permissions),
    grantable: others(expected.grantable),
    selects: decidedRows({ ...expected, subscriptionId: expected.record.id }, table),
  };
}

function others(names: readonly TablePermission[]): readonly TablePermission[] {
  return names.filter((name) => name !== 'SELECT');
}

export function united(left: Amount, right: Amount): Amount {
  const both = (one: readonly TablePermission[], other: readonly TablePermission[]) =>
    TABLE_PERMISSIONS.filter((name) => one.includes(name) || other.includes(name));
  return {
    permissions: both(left.permissions, right.permissions),
    grantable: both(left.grantable, right.grantable),
    selects: [...left.selects, ...right.selects],
  };
}

type Difference = Pick<Finding, 'permissions' | 'grantable' | 'columns' | 'filters'>;

/** What the first has and the second has not; a grant option too many alone is listed with its permission. */
export function without(from: Amount, taken: Amount): Difference {
  const rows = uncovered(from.selects, taken.selects);
  const withOption = ({ selects }: Amount) => selects.filter(({ isGrantable }) => isGrantable);
  const options = uncovered(withOption(from), withOption(taken));
  const grantable = from.grantable.filter((name) => !taken.grantable.includes(name));
  const permissions = from.permissions.filter(
    (name) => !taken.permissions.includes(name) || grantable.includes(name),
  );
  const both = [...rows, ...options];
  const unfiltered = both.filter(({ filter }) => filter === undefined);
  const columns = unfiltered.length > 0 ? unitedColumns(unfiltered.map((row) => row.columns)) : undefined;
  const filters = [...new Set(both.flatMap(({ filter }) => (filter ? [filterTitle(filter)] : [])))].sort();
  const isSelect = both.length > 0;
  return {
    permissions: isSelect ? ['SELECT', ...permissions] : permissions,
    grantable: options.length > 0 ? ['SELECT', ...grantable] : grantable,
    ...(columns === undefined ? {} : { columns }),
    ...(filters.length > 0 ? { filters } : {}),
  };
}

export function isNothing({ permissions, grantable }: Difference): boolean {
  return permissions.length === 0 && grantable.length === 0;
}
