import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { portsOf } from './by-tag.ts';
import { decisionAbout } from './decision-about.ts';
import { lastGrant } from './last-grant.ts';
import { isOwnWork, loadSubscription, requireShown } from './load-subscription.ts';
import { enterRevoking } from './mend-grants.ts';
import { revokeScope } from './revoke-scope.ts';
import type { Subscription } from './subscription.ts';
import { takeBackFirst } from './take-back-first.ts';
import { tidyConsumer } from './tidy-consumer.ts';

export type RevokePorts = Pick<
  MeshPorts,
  'place' | 'store' | 'ledger' | 'producer' | 'consumer' | 'leases' | 'clock'
>;

/** How the job begins that a consumer's own end leaves behind; the owner's side, which alone can take grants away, may take it over at once. */
export const GIVEN_UP = 'give-up#';

/** A job that has not moved for so long has died; another one may take over. Seconds. */
const ABANDONED = 15 * 60;

/** Ends a subscription. See `Mesh.revoke`. */
export async function revoke(
  ports: RevokePorts,
  act: Act & { readonly note?: string },
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const isResumed = isOwnWork(record, act.job);
  if (isResumed && record.fulfilment?.phase !== 'Revoking') {
    return record;
  }
  const now = ports.clock.now();
  if (!isResumed) {
    requireRevocable(record, now, await isHidden(ports, record));
    requireShown(record, act.shown);
  }
  const { note, shown } = act;
  const about = decisionAbout(record, {
    kind: 'revoke',
    by: actorText(act.by),
    onBehalf: act.onBehalf,
    job: act.job,
    now,
    note,
    shown,
  });
  const claimed = isResumed ? record : await enterRevoking(ports, record, about, now);
  const producer = portsOf(await ports.producer(record.owner, about.database), about);
  const decision = about.tables.length > 0 ? about : await wholeDatabase(producer, about);
  // What somebody else wrote over granted tables stays as they wrote it; only an active record becomes `Deleted` here.
  const end = record.status === 'Denied' ? 'Denied' : 'Deleted';
  const settled = await takeBackFirst(ports, claimed, decision.by);
  return revokeScope(ports, producer, settled, decision, end, () => tidyConsumer(ports, settled, decision));
}

/** A record of the library that names no tables stands for whatever the consumer holds in the database. */
export async function wholeDatabase(
  { permissions }: Awaited<ReturnType<RevokePorts['producer']>>,
  decision: Decision,
): Promise<Decision> {
  const held = await permissions.held(decision.subscriber, decision.database);
  return { ...decision, tables: [...held.tables.keys()] };
}

/**
 * Whether the library wrote a bare, ended record over one that had been granted: asking again for what was ended keeps the old id and status and
 * loses everything else, so that only the ledger knows of the grants.
 */
async function isHidden(ports: Pick<RevokePorts, 'ledger'>, record: Subscription): Promise<boolean> {
  const isBare = record.fulfilment === undefined && ['Denied', 'Deleted'].includes(record.status);
  return isBare && (await lastGrant(ports, record.id)) !== undefined;
}

export function requireRevocable(record: Subscription, now: Date, hidden: boolean): void {
  const { id, status, fulfilment } = record;
  const phase = fulfilment?.phase;
  if (status === 'Pending') {
    throw new ConflictError('NOT_ACTIVE', `${id} is Pending ${phase ?? ''}`, {
      userMessage: 'This request is not granted. Deny it, or roll back what was granted of it.',
      details: { subscription: record },
    });
  }
  const isOver =
    !hidden &&
    status !== 'Active' &&
    (fulfilment === undefined || phase === 'Revoked' || phase === 'Withdrawn' || phase === 'Denied');
  if (isOver) {
    throw new ConflictError('ALREADY_ENDED', `${id} is ${status} ${phase ?? ''}`, {
      userMessage: 'This subscription has already ended. Nothing was changed.',
      details: { subscription: record },
    });
  }
  if (
    status === 'Active' &&
    fulfilment &&
    !fulfilment.job.startsWith(GIVEN_UP) &&
    ['Revoking', 'Modifying', 'Importing'].includes(fulfilment.phase) &&
    now.getTime() / 1000 - fulfilment.at < ABANDONED
  ) {
    throw new ConflictError('IN_CHANGE', `${id} is ${fulfilment.phase} by job ${fulfilment.job}`, {
      userMessage: 'This subscription is being changed at this moment. Look again in a minute.',
      details: { subscription: record },
    });
  }
}
