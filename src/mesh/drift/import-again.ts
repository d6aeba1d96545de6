import { linkGranted } from '../consumer/link-granted.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { portsOf } from '../subscriptions/by-tag.ts';
import { sharesOf } from '../subscriptions/finish-grant.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { tidyConsumer } from '../subscriptions/tidy-consumer.ts';
import { decideAgain } from './decide-again.ts';
import type { Finding } from './finding.ts';
import { notRepaired } from './not-repaired.ts';
import type { RepairRequest } from './repair-request.ts';

/** What was imported is accepted and linked again; where the access ended meanwhile, its links go as they went with the end. */
export async function importAgain(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const decision = await decideAgain(ports, found, request, 'What was missing there was imported again.');
  const record = await withPresentShares(ports, found, decision);
  await linkGranted(ports, await ports.consumer(record.subscriber), record);
  const after = await loadSubscription(ports.store, record.id);
  if (after.status !== 'Active') {
    await tidyConsumer(ports, record, decision);
    throw notRepaired(found, 'the access ended meanwhile', false);
  }
}

/** Lake Formation may carry by other shares by now than those that the record remembers. */
async function withPresentShares(
  { store, clock, producer }: MeshPorts,
  { owner, subscriptionId = '' }: Finding,
  decision: Decision,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  const { permissions } = portsOf(await producer(owner, decision.database), decision);
  const { subscriber, database, tables } = decision;
  const ramShares = sharesOf(decision, await permissions.held(subscriber, database, { tables }));
  const arns = (shares: Subscription['ramShares']) =>
    Object.values(shares)
      .map(({ arn }) => arn)
      .sort()
      .join();
  return arns(ramShares) === '' || arns(ramShares) === arns(record.ramShares)
    ? record
    : store.replace(record, { ...stamped(record, decision.by, clock.now()), ramShares });
}
