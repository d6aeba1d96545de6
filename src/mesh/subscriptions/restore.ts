import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import type { MeshPorts } from '../ports.ts';
import { portsOf, withPresentTables } from './by-tag.ts';
import { grantedRecord } from './finish-grant.ts';
import { needsBeside } from './grant-decided.ts';
import { lastGrant } from './last-grant.ts';
import { loadSubscription } from './load-subscription.ts';
import { readyFilters } from './ready-filters.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** Brings back what a write of somebody else took from a record. See `Mesh.restore`. */
export async function restore(
  ports: Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'producer' | 'clock'>,
  { subscriptionId, by }: Act,
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, subscriptionId);
  const granted = await lastGrant(ports, subscriptionId);
  if (
    record.fulfilment !== undefined ||
    record.status === 'Denied' ||
    record.status === 'Deleted' ||
    !granted
  ) {
    return record;
  }
  const producer = portsOf(await ports.producer(record.owner, granted.database), granted);
  const decision = await withPresentTables(producer, granted);
  const unready = await readyFilters(ports, producer, decision);
  const held = await producer.permissions.held(decision.subscriber, decision.database, {
    tables: decision.tables,
  });
  const needs = await needsBeside(ports, decision);
  const now = ports.clock.now();
  // Under the decision's own job, by which a retry finds it again: this one has no row in the ledger.
  const after = grantedRecord({ place: ports.place, now }, record, decision, held, unready, needs);
  return ports.store.replace(record, stamped({ ...after, version: record.version ?? 0 }, actorText(by), now));
}
