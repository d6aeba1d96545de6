import {
  type ColumnScope,
  type ColumnScopes,
  coversColumns,
  sameColumns,
  unitedColumns,
} from '../columns.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held, HeldGrant } from '../ports/held.ts';
import type { GrantEntry } from '../ports/permissions.ts';
import { filterOf, type RowScopes } from '../rows.ts';
import type { Need } from './others-need.ts';

/** One grant of `SELECT` on a table: on all of its columns, on some, or through a data cells filter. */
export interface SelectRow {
  /** Absent: all columns, or those of the filter. */
  readonly columns?: ColumnScope | undefined;
  /** As Lake Formation calls it; absent: all rows. */
  readonly filter?: string | undefined;
  readonly isGrantable: boolean;
}

/** The grants of `SELECT` that are held, the one on all columns first. */
export function heldRows(grant: HeldGrant | undefined): readonly SelectRow[] {
  const all = grant?.permissions.includes('SELECT')
    ? [{ isGrantable: grant.grantable.includes('SELECT') }]
    : [];
  return [...all, ...(grant?.narrowed ?? [])];
}

/** What of a decision says which cells `SELECT` covers. */
export type SelectScope = Pick<Decision, 'permissions' | 'grantable' | 'subscriptionId'> & {
  readonly columns?: ColumnScopes | undefined;
  readonly rows?: RowScopes | undefined;
};

/** What a decision gives on a table; nothing where `SELECT` is not part of it. */
export function decidedRows(
  { permissions, grantable, columns, rows, subscriptionId }: SelectScope,
  table: string,
): readonly SelectRow[] {
  if (!permissions.includes('SELECT')) {
    return [];
  }
  const isGrantable = grantable.includes('SELECT');
  const filters = rows?.[table];
  return filters
    ? filters.map((name) => ({ filter: filterOf(subscriptionId, name, columns?.[table]), isGrantable }))
    : [{ columns: columns?.[table], isGrantable }];
}

/**
 * Those of the rows that the others together do not give. Grant options are no part of this. What a filter lets through is known to Lake
 * Formation alone, so that a filter is only ever given by itself: not by other filters, and not by the whole table either.
 */
export function uncovered(rows: readonly SelectRow[], by: readonly SelectRow[]): readonly SelectRow[] {
  const unfiltered = by.filter(({ filter }) => filter === undefined);
  const together = unitedColumns(unfiltered.map(({ columns }) => columns));
  return rows.filter(({ columns, filter }) =>
    filter === undefined ? !coversColumns(together, columns) : !by.some((each) => each.filter === filter),
  );
}

/** Those of the rows that the others together do not give, or do not give with the grant option. */
export function excessRows(rows: readonly SelectRow[], by: readonly SelectRow[]): readonly SelectRow[] {
  const beyond = [...uncovered(rows, by), ...uncovered(withOption(rows), withOption(by))];
  return rows.filter((row) => beyond.includes(row));
}

/** Whether both name the same grant, with its option or without. */
export function sameRow(
  left: Pick<SelectRow, 'columns' | 'filter'>,
  right: Pick<SelectRow, 'columns' | 'filter'>,
): boolean {
  return left.filter === right.filter && sameColumns(left.columns, right.columns);
}

function withOption(rows: readonly SelectRow[]): readonly SelectRow[] {
  return rows.filter(({ isGrantable }) => isGrantable);
}

/** Whether the decision gives less than the whole table where it gives `SELECT`. */
export function isNarrowed({ columns, rows }: Pick<Decision, 'columns' | 'rows'>, table: string): boolean {
  return columns?.[table] !== undefined || rows?.[table] !== undefined;
}

/** The entries that grant a decision on a table. */
export function decidedEntries(decision: Decision, table: string): readonly GrantEntry[] {
  const { permissions, grantable } = decision;
  const others = permissions.filter((name) => name !== 'SELECT');
  return isNarrowed(decision, table)
    ? [
        ...(others.length > 0 ? [{ table, permissions: others, grantable }] : []),
        ...decidedRows(decision, table).map((row) => selectEntry(table, row)),
      ]
    : [{ table, permissions, grantable }];
}

/** Whether Lake Formation holds what the decision gives on a table, its grant option too. */
export function holdsSelect(decision: Decision, table: string, held: Held): boolean {
  const rows = heldRows(held.tables.get(table));
  return excessRows(decidedRows(decision, table), rows).length === 0;
}

/** What is held on a table beyond a narrowed decision and beyond what the consumer's other subscriptions rest on. */
export function selectSurplus(
  decision: Decision,
  table: string,
  held: Held,
  need: Need | undefined,
): readonly SelectRow[] {
  return uncovered(heldRows(held.tables.get(table)), [
    ...decidedRows(decision, table),
    ...(need?.selects ?? []),
  ]);
}

/** The entry that names exactly this grant. */
export function selectEntry(table: string, { columns, filter, isGrantable }: SelectRow): GrantEntry {
  return {
    table,
    permissions: ['SELECT'],
    grantable: isGrantable ? ['SELECT'] : [],
    ...(columns === undefined ? {} : { columns }),
    ...(filter === undefined ? {} : { filter }),
  };
}
