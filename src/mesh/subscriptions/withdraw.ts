import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import type { MeshPorts } from '../ports.ts';
import { decisionAbout } from './decision-about.ts';
import { afterLostRace } from './deny.ts';
import { isOwnWork, loadSubscription, requireShown, requireUndecided } from './load-subscription.ts';
import { decided } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** Takes a request back that nobody has decided. Throws `ConflictError` (`ALREADY_DECIDED`). */
export async function withdraw(
  { store, clock }: Pick<MeshPorts, 'store' | 'clock'>,
  act: Act,
): Promise<Subscription> {
  const record = await loadSubscription(store, act.subscriptionId);
  if (isOwnWork(record, act.job)) {
    return record;
  }
  requireUndecided(record);
  requireShown(record, act.shown);
  const now = clock.now();
  const decision = decisionAbout(record, { kind: 'withdraw', by: actorText(act.by), job: act.job, now });
  try {
    return await store.replace(
      record,
      { ...decided(record, decision, 'Withdrawn', now), status: 'Deleted' },
      decision,
    );
  } catch (error) {
    return afterLostRace(store, error, record.id, act.job);
  }
}
