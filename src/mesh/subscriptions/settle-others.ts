import { InvalidRequestError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { WHOLE_TABLE } from './decided-columns.ts';
import { lastGrant } from './last-grant.ts';
import type { Need, OthersNeed } from './others-need.ts';
import { decidedRows, heldRows, isNarrowed, selectEntry, selectSurplus, uncovered } from './select-rows.ts';

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
 * Gives other subscriptions of the consumer back the columns that went with a grant which covered theirs too. Only what the ledger says of
 * them is granted; where no ledger is kept, what their records say. Whether anything was.
 */
export async function settleOthers(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  { permissions: lakeFormation }: Pick<ProducerPorts, 'permissions'>,
  decision: Pick<Decision, 'subscriber' | 'database' | 'tables'>,
  needs: OthersNeed,
  held: Held,
): Promise<boolean> {
  const { subscriber, database, tables } = decision;
  const others = needs.get(database)?.tables;
  const entries: GrantEntry[] = [];
  for (const table of tables) {
    entries.push(...(await lackingOf({ ledger }, table, others?.get(table), held)));
  }
  if (entries.length === 0) {
    return false;
  }
  await lakeFormation.grant(subscriber, database, entries);
  return true;
}

async function lackingOf(
  ports: Pick<MeshPorts, 'ledger'>,
  table: string,
  need: Need | undefined,
  held: Held,
): Promise<readonly GrantEntry[]> {
  const narrowed = (need?.selects ?? []).filter(
    ({ columns, filter }) => columns !== undefined || filter !== undefined,
  );
  const entries: GrantEntry[] = [];
  for (const row of uncovered(narrowed, heldRows(held.tables.get(table)))) {
    const { subscriptionId = '' } = narrowed.find((each) => each === row) ?? {};
    const decided = ports.ledger.isKept ? await lastGrant(ports, subscriptionId) : undefined;
    const rows = decided?.tables.includes(table) ? decidedRows(decided, table) : [];
    entries.push(...(ports.ledger.isKept ? rows : [row]).map((each) => selectEntry(table, each)));
  }
  return entries;
}
