import { linkGranted } from '../consumer/link-granted.ts';
import type { MeshPorts } from '../ports.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { tidyConsumer } from '../subscriptions/tidy-consumer.ts';
import { decideAgain } from './decide-again.ts';
import type { Finding } from './finding.ts';
import { notRepaired } from './not-repaired.ts';
import type { RepairRequest } from './repair-request.ts';

/** What was imported is linked again; where the access ended meanwhile, its links go as they went with the end. */
export async function importAgain(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const decision = await decideAgain(ports, found, request, 'Links that were missing were made again.');
  const record = await loadSubscription(ports.store, found.subscriptionId ?? '');
  await linkGranted(ports, await ports.consumer(record.subscriber), record);
  const after = await loadSubscription(ports.store, record.id);
  if (after.status !== 'Active') {
    await tidyConsumer(ports, record, decision);
    throw notRepaired(found, 'the access ended meanwhile', false);
  }
}
