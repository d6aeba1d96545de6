import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { newestOf } from './accept-shares.ts';

/**
 * Seconds for which AWS keeps an invitation open: seven days for the few resource types that its list names, twelve hours for all others, tables and
 * databases among them.
 * @see https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-invitations.html
 */
const OPEN = 12 * 3600;

/** What an access still needs of its consumer's account: nothing, or an answer to AWS's invitation. */
export interface Invited {
  /** `none`: there is no invitation to answer, as inside an organisation, or it was answered. */
  readonly state: 'none' | 'waiting' | 'expired' | 'declined';
  /** When it was sent, epoch seconds. */
  readonly sentAt?: number;
  /** Of `waiting`: until when it can be accepted, epoch seconds. */
  readonly endsAt?: number;
}

/** The invitation that matters first for the shares of a record. See `Mesh.invitation`. */
export async function invitationOf(
  { store, consumer }: Pick<MeshPorts, 'store' | 'consumer'>,
  subscriptionId: string,
): Promise<Invited> {
  const record = await loadSubscription(store, subscriptionId);
  const arns = [...new Set(Object.values(record.ramShares).map(({ arn }) => arn))];
  const { shares } = await consumer(record.subscriber);
  const open = newestOf(await shares.invitations(), arns)
    .filter(({ status }) => status !== 'ACCEPTED')
    .sort((left, right) => left.at - right.at);
  const [first] = open.length > 0 ? await withoutActive(shares, open) : [];
  if (first === undefined) {
    return { state: 'none' };
  }
  const { status, at: sentAt } = first;
  return status === 'PENDING'
    ? { state: 'waiting', sentAt, endsAt: sentAt + OPEN }
    : { state: status === 'EXPIRED' ? 'expired' : 'declined', sentAt };
}

/** A share that is in use is not waited for, whatever became of an invitation to it. */
async function withoutActive<T extends { readonly share: string }>(
  shares: { active(arns: readonly string[]): Promise<readonly string[]> },
  open: readonly T[],
): Promise<readonly T[]> {
  const active = await shares.active(open.map(({ share }) => share));
  return open.filter(({ share }) => !active.includes(share));
}
