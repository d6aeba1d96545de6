import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import { WHOLE_TABLE } from './decided-columns.ts';
import type { Need } from './others-need.ts';
import { holdsSelect, isNarrowed, selectSurplus } from './select-rows.ts';

/**
 * Permissions of a decision that are not held on a table as they were decided. `SELECT` on some columns or rows is not held where it covers fewer, and
 * neither where it covers more than the consumer's other subscriptions explain.
 */
export function shortfall(
  decision: Decision,
  table: string,
  held: Held,
  others: ReadonlyMap<string, Need> | undefined,
): readonly TablePermission[] {
  const grant = held.tables.get(table);
  const narrowed = isNarrowed(decision, table);
  return decision.permissions.filter((each) =>
    each === 'SELECT' && narrowed
      ? !holdsSelect(decision, table, held) || isTooWide(decision, table, held, others)
      : !grant?.permissions.includes(each),
  );
}

/** Whether more columns or rows are held than were decided, and no other subscription explains it. */
export function isTooWide(
  decision: Decision,
  table: string,
  held: Held,
  others: ReadonlyMap<string, Need> | undefined,
): boolean {
  if (!isNarrowed(decision, table)) {
    return false;
  }
  const { permissions = [] } = held.tables.get(table) ?? {};
  return (
    // Who may write a table reads all of it, whatever columns are granted besides.
    permissions.some((name) => WHOLE_TABLE.includes(name)) ||
    selectSurplus(decision, table, held, others?.get(table)).length > 0
  );
}
