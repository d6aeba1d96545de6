import { sameColumns } from '../columns.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { beyondNeed, type Need, NO_GRANT, type OthersNeed } from './others-need.ts';
import { readyFilters, tidyFilters } from './ready-filters.ts';
import { recordedColumns, recordedRows, scopeOfTable } from './recorded-scope.ts';
import {
  decidedEntries,
  decidedRows,
  excessRows,
  heldRows,
  isNarrowed,
  selectEntry,
  uncovered,
} from './select-rows.ts';
import { settleOthers } from './settle-others.ts';
import { isTooWide, shortfall } from './shortfall.ts';
import type { Subscription, TableState } from './subscription.ts';
import { type Taken, takeExcess } from './take-excess.ts';

/** Takes away what the decision leaves out, grants what it gives, and looks until Lake Formation shows it. Safe to repeat. */
export async function applyChange(
  { clock, ledger }: Pick<MeshPorts, 'clock' | 'ledger'>,
  { permissions: lakeFormation, cells }: Pick<ProducerPorts, 'permissions' | 'cells'>,
  record: Subscription,
  decision: Decision,
  needs: OthersNeed,
): Promise<Taken & { readonly held: Held }> {
  const { subscriber, database, tables } = decision;
  const unready = await readyFilters({ ledger }, { cells }, decision);
  const ready = tables.filter((name) => !unready.some(({ table }) => table === name));
  const before = await lakeFormation.held(subscriber, database, { tables });
  const others = needs.get(database)?.tables;
  const surplus = tables.flatMap((table) => [
    ...surplusOf(before, table, decision, others),
    ...formerColumns(before, table, record, decision, others),
  ]);
  const taken = await takeExcess({ permissions: lakeFormation }, decision, surplus, before, others);
  // What went only with its grant option is granted again here.
  const refusedGrants = await lakeFormation.grant(
    subscriber,
    database,
    ready.flatMap((table) => decidedEntries(decision, table)),
  );
  const failures = [...unready, ...taken.failures, ...refusedGrants];
  for (let attempt = 1; ; attempt += 1) {
    const held = await lakeFormation.held(subscriber, database, { tables });
    const settled = tables.every(
      (table) =>
        failures.some((failure) => failure.table === table) ||
        changedState(table, decision, held, others).state === 'Granted',
    );
    if (settled || attempt >= 5) {
      const producer = { permissions: lakeFormation };
      const settled = await settleOthers({ ledger }, producer, decision, needs, held);
      if (recordedRows(record) !== undefined) {
        await tidyFilters({ cells }, decision, held);
      }
      return { held, failures, gaveBack: taken.gaveBack || settled };
    }
    await clock.sleep(Math.min(200 * 2 ** attempt, 2_000));
  }
}

/** What was granted on the columns that this subscription had before, where it says nothing any more although it is within the new ones. */
function formerColumns(
  held: Held,
  table: string,
  record: Subscription,
  decision: Decision,
  others: Others,
): readonly GrantEntry[] {
  const former = recordedColumns(record)?.[table];
  const wanted = [...decidedRows(decision, table), ...(others?.get(table)?.selects ?? [])];
  return former === undefined
    ? []
    : heldRows(held.tables.get(table))
        .filter(
          ({ columns, filter }) =>
            filter === undefined && columns !== undefined && sameColumns(columns, former),
        )
        .filter((row) => uncovered([row], wanted).length === 0)
        .filter(({ columns }) => !wanted.some((each) => sameColumns(each.columns, columns)))
        .map((row) => selectEntry(table, row));
}

type Others = ReadonlyMap<string, Need> | undefined;

/** What is held beyond the decision and what others need, and what may be handed on beyond them. */
function surplusOf(held: Held, table: string, decision: Decision, others: Others): readonly GrantEntry[] {
  const { permissions, grantable } = decision;
  const grant = held.tables.get(table);
  const needed = others?.get(table) ?? NO_GRANT;
  const wanted = {
    permissions: [...permissions, ...needed.permissions],
    grantable: [...grantable, ...needed.grantable],
  };
  const rest = grant ? beyondNeed(grant, wanted).filter((name) => name !== 'SELECT') : [];
  const selects = excessRows(heldRows(grant), [...decidedRows(decision, table), ...needed.selects]);
  return [
    ...(rest.length > 0
      ? [{ table, permissions: rest, grantable: rest.filter((name) => grant?.grantable.includes(name)) }]
      : []),
    ...selects.map((row) => selectEntry(table, row)),
  ];
}

/** How far a table has come to what was decided. */
export function changedState(table: string, decision: Decision, held: Held, others: Others): TableState {
  const grant = held.tables.get(table);
  const scope = scopeOfTable(decision, table);
  const narrowed = isNarrowed(decision, table);
  const missing = shortfall(decision, table, held, others);
  const missingOptions = decision.grantable.filter(
    (name) => !grant?.grantable.includes(name) && !(narrowed && name === 'SELECT'),
  );
  const surplus = surplusOf(held, table, decision, others).flatMap(({ permissions }) => permissions);
  if (missing.length + missingOptions.length + surplus.length === 0) {
    return {
      state: 'Granted',
      permissions: decision.permissions,
      grantable: decision.grantable,
      ...scope,
    };
  }
  const lacks = isTooWide(decision, table, held, others)
    ? 'still gives more than was chosen'
    : missing.length > 0
      ? `lacks ${missing.join(', ')}`
      : surplus.length > 0
        ? `still has ${surplus.join(', ')}`
        : `lacks grant options`;
  return {
    state: 'Failed',
    permissions: grant?.permissions ?? [],
    grantable: grant?.grantable ?? [],
    ...scope,
    cause: { code: 'CHANGE_INCOMPLETE', message: `${table} ${lacks}. Repeat the change.` },
  };
}
