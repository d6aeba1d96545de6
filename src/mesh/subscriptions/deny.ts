import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import type { Denial } from '../verbs/decisions.ts';
import { epoch } from './dates.ts';
import {
  alreadyDecided,
  isOwnWork,
  loadSubscription,
  requireShown,
  requireUndecided,
} from './load-subscription.ts';
import { decided } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** Denies a waiting request, with its ledger row in one transaction. Only the decision's own fields change. */
export async function deny(
  { store, clock }: Pick<MeshPorts, 'store' | 'clock'>,
  { subscriptionId, by, onBehalf, job, shown, note }: Denial,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  if (isOwnWork(record, job)) {
    return record;
  }
  requireUndecided(record);
  requireShown(record, shown);
  const now = clock.now();
  const decision: Decision = {
    subscriptionId,
    job,
    kind: 'deny',
    by: actorText(by),
    ...(onBehalf === undefined ? {} : { onBehalf: actorText(onBehalf) }),
    at: epoch(now),
    owner: record.owner,
    subscriber: record.subscriber,
    database: record.database ?? '',
    tables: record.tables,
    permissions: record.requested,
    grantable: [],
    ...(shown === undefined ? {} : { shown }),
    ...(note === undefined ? {} : { note }),
  };
  try {
    return await store.replace(
      record,
      { ...decided(record, decision, 'Denied', now), status: 'Denied' },
      decision,
    );
  } catch (error) {
    return afterLostRace(store, error, subscriptionId, job);
  }
}

/** Whoever wrote first has decided: this job itself, in an earlier delivery, or somebody else. */
export async function afterLostRace(
  store: MeshPorts['store'],
  error: unknown,
  subscriptionId: string,
  job: string,
): Promise<Subscription> {
  if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED')) {
    throw error;
  }
  const now = await loadSubscription(store, subscriptionId);
  if (isOwnWork(now, job)) {
    return now;
  }
  if (now.status === 'Pending' && now.fulfilment === undefined) {
    throw error;
  }
  throw alreadyDecided(now, `${subscriptionId} was decided by somebody else first`);
}
