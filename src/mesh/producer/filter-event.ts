import type { LedgerEvent } from '../ledger/event.ts';
import type { FilterDefinition } from './row-filter.ts';

/** What happened to a row filter, for the history of its table. */
export function filterEvent(
  action: 'save-row-filter' | 'delete-row-filter',
  owner: string,
  { database, table, name, version, expression, by, at, job }: FilterDefinition,
): LedgerEvent {
  return {
    id: `${job}#${action}#${database}.${table}#${name}#${version}`,
    at,
    source: 'decision',
    action,
    outcome: 'done',
    by,
    job,
    owner,
    database,
    tables: [table],
    rows: { [table]: [name] },
    ...(expression === undefined ? {} : { note: expression }),
  };
}
