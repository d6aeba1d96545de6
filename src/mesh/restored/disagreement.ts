import { withDescribe } from '../input/permission-list.ts';
import type { Decision } from '../ports/decision.ts';
import { recordEpoch } from '../subscriptions/dates.ts';
import { isSuspended } from '../subscriptions/others-need.ts';
import { recordedScope } from '../subscriptions/recorded-scope.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { LastWord } from './last-word.ts';

/**
 * How a record is behind the ledger. `live-again`: it ended, or was denied or withdrawn, and looks alive. `undecided-again`: it was granted, and
 * waits. `changed-back`: what it gives, or its end, is what it was before. `unsuspended`: it is suspended, and does not say so. `asked-before`: it
 * waits, without questions, changes or yeses that came later. `missing`: it was granted, and the record is gone. `lost-request`: it was asked
 * for, and the record is gone.
 */
const DISAGREEMENTS = [
  'live-again',
  'undecided-again',
  'changed-back',
  'unsuspended',
  'asked-before',
  'missing',
  'lost-request',
] as const;
export type DisagreementKind = (typeof DISAGREEMENTS)[number];

/** What cannot be brought back from decisions: its people have to do it again. */
export const BY_PEOPLE: readonly DisagreementKind[] = ['asked-before', 'lost-request'];

/** `undefined` where the record says what the ledger says, or was written after its last row. Pure. */
export function disagreementOf(record: Subscription, word: LastWord): DisagreementKind | undefined {
  if (!isBehind(record, word.at)) {
    return undefined;
  }
  const phase = record.fulfilment?.phase;
  const isEnding = phase === 'Revoking' || phase === 'RevokeFailed';
  const isOpen = record.status === 'Pending' || record.status === 'Active';
  switch (word.state) {
    case 'ended':
      return isOpen && !(isEnding && record.fulfilment?.job === word.last.job) ? 'live-again' : undefined;
    case 'asked':
      return record.status === 'Pending' ? 'asked-before' : undefined;
    case 'suspended':
      return isSuspended(record) || isEnding ? undefined : 'unsuspended';
    case 'granted':
      if (record.status !== 'Active') {
        return 'undecided-again';
      }
      return word.grant && !gives(record, word.grant) ? 'changed-back' : undefined;
  }
}

/** Each of our writes is dated as its decision is: a record that is older than a row about it is from before that row. */
function isBehind({ createdAt, updatedAt }: Subscription, at: number): boolean {
  const written = recordEpoch(updatedAt ?? createdAt);
  return !Number.isFinite(written) || written < at;
}

function gives(record: Subscription, grant: Decision): boolean {
  const said = recordedScope(record);
  const sorted = (names: readonly string[]) => [...names].sort().join();
  return (
    !isSuspended(record) &&
    record.expiresAt === grant.expiresAt &&
    (grant.byTag !== undefined || sorted(record.tables) === sorted(grant.tables)) &&
    sorted(withDescribe(record.permitted)) === sorted(withDescribe(grant.permissions)) &&
    sorted(record.grantable) === sorted(grant.grantable) &&
    JSON.stringify([said.columns ?? null, said.rows ?? null]) ===
      JSON.stringify([grant.columns ?? null, grant.rows ?? null])
  );
}
