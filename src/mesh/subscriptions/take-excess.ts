import { UpstreamError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { type Need, NO_GRANT } from './others-need.ts';
import { excessRows, heldRows, sameRow, selectEntry, uncovered } from './select-rows.ts';

export interface Taken {
  readonly failures: readonly GrantFailure[];
  /** Whether something was granted again that others need. */
  readonly gaveBack: boolean;
}

/**
 * Takes these grants away. Lake Formation takes a permission's grant option only together with the permission, so that where others of the consumer
 * need the permission without it, they get it back at once: no more than was held a moment ago. Throws as `giveBack`.
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RevokePermissions.html
 */
export async function takeExcess(
  { permissions: lakeFormation }: Pick<ProducerPorts, 'permissions'>,
  { subscriber, database }: Pick<Decision, 'subscriber' | 'database'>,
  entries: readonly GrantEntry[],
  held: Held,
  others: ReadonlyMap<string, Need> | undefined,
): Promise<Taken> {
  if (entries.length === 0) {
    return { failures: [], gaveBack: false };
  }
  const failures = await lakeFormation.revoke(subscriber, database, entries);
  const tables = [...new Set(entries.flatMap(({ table }) => table ?? []))];
  const back = tables.flatMap((table) =>
    lostOf(
      table,
      entries.filter((entry) => entry.table === table),
      held,
      others?.get(table),
    ),
  );
  return {
    failures,
    gaveBack: await giveBack({ permissions: lakeFormation }, { subscriber, database }, back),
  };
}

/** Of what is taken on a table, what others need; of `SELECT` only where all of a grant is needed: of wider ones, the ledger says what others have. */
function lostOf(
  table: string,
  entries: readonly GrantEntry[],
  held: Held,
  { permissions, grantable, selects }: Need = NO_GRANT,
): readonly GrantEntry[] {
  const grant = held.tables.get(table);
  const names = entries
    .flatMap((entry) => entry.permissions)
    .filter((name) => name !== 'SELECT' && permissions.includes(name));
  const options = names.filter((name) => grantable.includes(name) && grant?.grantable.includes(name));
  const isTaken = (row: (typeof selects)[number]) =>
    entries.some((entry) => entry.permissions.includes('SELECT') && sameRow(entry, row));
  const rows = heldRows(grant);
  const needed = rows.filter((row) => isTaken(row) && uncovered([row], selects).length === 0);
  const lost = excessRows(
    selects.filter((row) => uncovered([row], needed).length === 0),
    rows.filter((row) => !isTaken(row)),
  );
  return [
    ...(names.length > 0 ? [{ table, permissions: names, grantable: options }] : []),
    ...lost.map((row) => selectEntry(table, row)),
  ];
}

/**
 * Grants what others of the consumer have by right, and says whether there was anything. Throws `UpstreamError` (`NOT_GIVEN_BACK`) where Lake
 * Formation refuses: they have lost it then, and nobody may call that done.
 */
export async function giveBack(
  { permissions: lakeFormation }: Pick<ProducerPorts, 'permissions'>,
  { subscriber, database }: Pick<Decision, 'subscriber' | 'database'>,
  entries: readonly GrantEntry[],
): Promise<boolean> {
  if (entries.length === 0) {
    return false;
  }
  const [refused] = await lakeFormation.grant(subscriber, database, entries);
  if (refused) {
    throw notGivenBack(refused.table ?? database, refused);
  }
  return true;
}

export function notGivenBack(
  what: string,
  { code, reason }: Pick<GrantFailure, 'code' | 'reason'>,
): UpstreamError {
  return new UpstreamError('NOT_GIVEN_BACK', `${what}: ${code} ${reason}`, {
    userMessage: `Another access of this account needs a part of what was taken away on ${what}, and Lake Formation refused to give it back: ${reason} (${code}). Try again; if it stays, a mesh admin looks with \`/mesh drift\`.`,
    retryable: false,
  });
}
