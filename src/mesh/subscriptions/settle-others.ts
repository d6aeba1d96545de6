import { InvalidRequestError } from '../errors.ts';
import { withDescribe } from '../input/permission-list.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held, HeldGrant } from '../ports/held.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { WHOLE_TABLE } from './decided-columns.ts';
import { lastGrant } from './last-grant.ts';
import type { OthersNeed } from './others-need.ts';
import {
  decidedRows,
  excessRows,
  heldRows,
  isNarrowed,
  type SelectScope,
  selectEntry,
  selectSurplus,
} from './select-rows.ts';
import { giveBack } from './take-excess.ts';

/** The tables on which the decision narrows `SELECT`. */
export function narrowedTables(decision: Decision): readonly string[] {
  const { tables, permissions } = decision;
  return permissions.includes('SELECT') ? tables.filter((name) => isNarrowed(decision, name)) : [];
}

/**
 * Before a narrowed grant: takes away what is held on its tables beyond it, as far as no other live subscription of the consumer rests on it.
 * Lake Formation adds grants up, so that a wider one would make the narrow one a lie.
 */
export async function takeSurplus(
  { permissions: lakeFormation }: Pick<ProducerPorts, 'permissions'>,
  decision: Decision,
  needs: OthersNeed,
): Promise<readonly GrantFailure[]> {
  const { subscriber, database } = decision;
  const tables = narrowedTables(decision);
  if (tables.length === 0) {
    return [];
  }
  const held = await lakeFormation.held(subscriber, database, { tables });
  const others = needs.get(database)?.tables;
  refuseWriters(tables, held);
  const entries = tables.flatMap((table) =>
    selectSurplus(decision, table, held, others?.get(table)).map((row) => selectEntry(table, row)),
  );
  return entries.length > 0 ? lakeFormation.revoke(subscriber, database, entries) : [];
}

/** Who may write a table reads all of it, whatever columns are granted besides. @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html */
function refuseWriters(tables: readonly string[], held: Held): void {
  for (const table of tables) {
    const writing = (held.tables.get(table)?.permissions ?? []).filter((name) => WHOLE_TABLE.includes(name));
    if (writing.length > 0) {
      throw new InvalidRequestError(
        'COLUMNS_WITH_WRITE',
        `${writing.join(', ')} is held on ${table} already`,
        {
          userMessage: `The consumer's account holds ${writing.join(', ')} on ${table} by another subscription, and AWS narrows neither columns nor rows for it. End that first, or roll back and approve the whole table.`,
        },
      );
    }
  }
}

/**
 * Gives other subscriptions of the consumer back what went with a grant that covered theirs too, or with its grant option. Only what the ledger says
 * of them is granted; where no ledger is kept, what their records say. Whether anything was. Throws as `giveBack`.
 */
export async function settleOthers(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  producer: Pick<ProducerPorts, 'permissions'>,
  decision: Pick<Decision, 'subscriber' | 'database' | 'tables'>,
  needs: OthersNeed,
  held: Held,
): Promise<boolean> {
  const others = needs.get(decision.database)?.tables;
  const entries: GrantEntry[] = [];
  for (const table of decision.tables) {
    const grant = held.byTag ? { ...held.byTag, narrowed: [] } : held.tables.get(table);
    for (const holder of others?.get(table)?.holders ?? []) {
      if (lackingOf(holder, table, grant).length > 0) {
        const decided = ledger.isKept ? await lastGrant({ ledger }, holder.subscriptionId) : undefined;
        const isAbout = decided?.byTag !== undefined || decided?.tables.includes(table) === true;
        const scope = ledger.isKept ? (isAbout ? decided : undefined) : holder;
        entries.push(...(scope ? lackingOf(scope, table, grant) : []));
      }
    }
  }
  return giveBack(producer, decision, entries);
}

/** What of it is not held on the table. */
function lackingOf(scope: SelectScope, table: string, grant: HeldGrant | undefined): readonly GrantEntry[] {
  const rest = withDescribe(scope.permissions).filter(
    (name) =>
      name !== 'SELECT' &&
      (!grant?.permissions.includes(name) ||
        (scope.grantable.includes(name) && !grant.grantable.includes(name))),
  );
  return [
    ...(rest.length > 0 ? [{ table, permissions: rest, grantable: scope.grantable }] : []),
    ...excessRows(decidedRows(scope, table), heldRows(grant)).map((row) => selectEntry(table, row)),
  ];
}
