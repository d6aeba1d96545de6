import type { ColumnScope, ColumnScopes } from '../columns.ts';
import type { Decision } from '../ports/decision.ts';
import type { RowScopes } from '../rows.ts';
import type { Subscription, TableState } from './subscription.ts';

/** How a decision narrows one table, to be spread into the table's state. */
export function scopeOfTable(
  { columns, rows }: Pick<Decision, 'columns' | 'rows'>,
  table: string,
): { readonly columns?: ColumnScope; readonly rows?: readonly string[] } {
  const [scope, filters] = [columns?.[table], rows?.[table]];
  return {
    ...(scope === undefined ? {} : { columns: scope }),
    ...(filters === undefined ? {} : { rows: filters }),
  };
}

/** The same the other way round: what the state of one table says, as a decision has it. */
export function scopeOfState(
  table: string,
  state: TableState | undefined,
): { readonly columns?: ColumnScopes; readonly rows?: RowScopes } {
  return {
    ...(state?.columns === undefined ? {} : { columns: { [table]: state.columns } }),
    ...(state?.rows === undefined ? {} : { rows: { [table]: state.rows } }),
  };
}

/** Which tables of a record are narrowed to which columns, by the view that it keeps of its decision; `undefined` where none is. */
export function recordedColumns({ fulfilment }: Pick<Subscription, 'fulfilment'>): ColumnScopes | undefined {
  const narrowed = Object.entries(fulfilment?.tables ?? {}).flatMap(([name, { columns }]) =>
    columns === undefined ? [] : [[name, columns] as const],
  );
  return narrowed.length > 0 ? Object.fromEntries(narrowed) : undefined;
}

/** The same of row filters. */
export function recordedRows({ fulfilment }: Pick<Subscription, 'fulfilment'>): RowScopes | undefined {
  const narrowed = Object.entries(fulfilment?.tables ?? {}).flatMap(([name, { rows }]) =>
    rows === undefined ? [] : [[name, rows] as const],
  );
  return narrowed.length > 0 ? Object.fromEntries(narrowed) : undefined;
}

/** The product or domain that a record follows, as a decision keeps it. */
export function followedScope({ byTag }: Pick<Subscription, 'byTag'>): Pick<Decision, 'byTag'> {
  if (byTag === undefined) {
    return {};
  }
  const { kind, name, sensitivities } = byTag;
  return { byTag: { kind, name, sensitivities } };
}

/** Columns and rows of a record, and what it follows, to be spread into a decision about it. */
export function recordedScope(
  record: Pick<Subscription, 'fulfilment' | 'byTag'>,
): Pick<Decision, 'columns' | 'rows' | 'byTag'> {
  const [columns, rows] = [recordedColumns(record), recordedRows(record)];
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
    ...followedScope(record),
  };
}
