import type { ColumnScope, ColumnScopes } from '../columns.ts';
import type { Decision } from '../ports.ts';
import type { Subscription } from './subscription.ts';

/** How a decision narrows one table, to be spread into the table's state. */
export function columnsOf(
  { columns }: Pick<Decision, 'columns'>,
  table: string,
): { readonly columns?: ColumnScope } {
  const scope = columns?.[table];
  return scope === undefined ? {} : { columns: scope };
}

/** Which tables of a record are narrowed to which columns, by the view that it keeps of its decision; `undefined` where none is. */
export function recordedColumns({ fulfilment }: Pick<Subscription, 'fulfilment'>): ColumnScopes | undefined {
  const narrowed = Object.entries(fulfilment?.tables ?? {}).flatMap(([name, { columns }]) =>
    columns === undefined ? [] : [[name, columns] as const],
  );
  return narrowed.length > 0 ? Object.fromEntries(narrowed) : undefined;
}

/** The product or domain that a record follows, as a decision keeps it. */
export function recordedScope({ byTag }: Pick<Subscription, 'byTag'>): Pick<Decision, 'byTag'> {
  if (byTag === undefined) {
    return {};
  }
  const { kind, name, sensitivities } = byTag;
  return { byTag: { kind, name, sensitivities } };
}
