import { type ColumnScope, coversColumns, unitedColumns } from '../columns.ts';
import type { Decision, GrantEntry, Held, HeldGrant } from '../ports.ts';
import type { Need } from './others-need.ts';

/** One grant of `SELECT` on a table: on all of its columns, or on some. */
export interface SelectRow {
  /** Absent: all columns. */
  readonly columns?: ColumnScope | undefined;
  readonly isGrantable: boolean;
}

/** The grants of `SELECT` that are held, the one on all columns first. */
export function heldRows(grant: HeldGrant | undefined): readonly SelectRow[] {
  const all = grant?.permissions.includes('SELECT')
    ? [{ isGrantable: grant.grantable.includes('SELECT') }]
    : [];
  return [...all, ...(grant?.narrowed ?? [])];
}

/** What a decision gives on a table; nothing where `SELECT` is not part of it. */
export function decidedRows(
  { permissions, grantable, columns }: Pick<Decision, 'permissions' | 'grantable' | 'columns'>,
  table: string,
): readonly SelectRow[] {
  return permissions.includes('SELECT')
    ? [{ columns: columns?.[table], isGrantable: grantable.includes('SELECT') }]
    : [];
}

/** Those of the rows that the others together do not give. Grant options are no part of this. */
export function uncovered(rows: readonly SelectRow[], by: readonly SelectRow[]): readonly SelectRow[] {
  const together = unitedColumns(by.map(({ columns }) => columns));
  return rows.filter(({ columns }) => !coversColumns(together, columns));
}

/** Whether Lake Formation holds what the decision gives on a table, its grant option too. */
export function holdsSelect(decision: Decision, table: string, held: Held): boolean {
  const rows = heldRows(held.tables.get(table));
  const wanted = decidedRows(decision, table);
  const withOption = rows.filter(({ isGrantable }) => isGrantable);
  return (
    uncovered(wanted, rows).length === 0 &&
    uncovered(
      wanted.filter(({ isGrantable }) => isGrantable),
      withOption,
    ).length === 0
  );
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
export function selectEntry(table: string, { columns, isGrantable }: SelectRow): GrantEntry {
  return {
    table,
    permissions: ['SELECT'],
    grantable: isGrantable ? ['SELECT'] : [],
    ...(columns === undefined ? {} : { columns }),
  };
}
