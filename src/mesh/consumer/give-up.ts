import { type Actor, actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { decisionAbout } from '../subscriptions/decision-about.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { enterRevoking } from '../subscriptions/mend-grants.ts';
import { GIVEN_UP } from '../subscriptions/revoke.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { takeBackFirst } from '../subscriptions/take-back-first.ts';
import { tidyConsumer } from '../subscriptions/tidy-consumer.ts';
import { withdraw } from '../subscriptions/withdraw.ts';

/**
 * A consumer ends its own subscription with its own credentials: links and shares that nothing else uses go at once, and the record waits as
 * `Revoking` until the owner's side has taken the grants away. A request that waits is withdrawn.
 * Throws `ConflictError` (`ALREADY_ENDED`).
 */
export async function giveUp(
  ports: Pick<MeshPorts, 'place' | 'store' | 'consumer' | 'clock'>,
  {
    subscriptionId,
    by,
    note,
  }: { readonly subscriptionId: string; readonly by: Actor; readonly note?: string },
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, subscriptionId);
  const job = `${GIVEN_UP}${record.id}`;
  if (record.status === 'Pending') {
    return withdraw(ports, { subscriptionId, by, job });
  }
  if (record.status !== 'Active') {
    throw new ConflictError('ALREADY_ENDED', `${record.id} is ${record.status}`, {
      userMessage: 'This subscription has already ended. Nothing was changed.',
      details: { subscription: record },
    });
  }
  const now = ports.clock.now();
  const decision = decisionAbout(record, { kind: 'revoke', by: actorText(by), job, now, note });
  const claimed =
    record.fulfilment?.job === job && record.fulfilment.phase === 'Revoking'
      ? record
      : await enterRevoking(ports, record, decision, now);
  const settled = await takeBackFirst(ports, claimed, decision.by);
  await tidyConsumer(ports, settled, decision);
  return settled;
}
