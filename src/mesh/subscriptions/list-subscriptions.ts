import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { SubscriptionFilter } from '../verbs/records.ts';
import type { Subscription } from './subscription.ts';

/** Records that match every part of the filter, streamed: pages are read as they are asked for. */
export async function* listSubscriptions(
  store: Pick<SubscriptionStore, 'bySubscriber' | 'byOwner' | 'all'>,
  filter: SubscriptionFilter,
): AsyncIterable<Subscription> {
  for await (const record of candidates(store, filter)) {
    if (matches(record, filter)) {
      yield record;
    }
  }
}

/** By the index that fits; the whole table only where neither side is named. */
function candidates(
  store: Pick<SubscriptionStore, 'bySubscriber' | 'byOwner' | 'all'>,
  { subscriber, owner, statuses }: SubscriptionFilter,
): AsyncIterable<Subscription> {
  if (subscriber !== undefined) {
    return store.bySubscriber(subscriber);
  }
  if (owner !== undefined) {
    return store.byOwner(owner, statuses?.length === 1 ? statuses[0] : undefined);
  }
  return store.all();
}

function matches(
  record: Subscription,
  { owner, subscriber, statuses, database, table }: SubscriptionFilter,
): boolean {
  return (
    (owner === undefined || record.owner === owner) &&
    (subscriber === undefined || record.subscriber === subscriber) &&
    (statuses === undefined || statuses.includes(record.status)) &&
    (database === undefined || record.database === database.trim().toLowerCase()) &&
    (table === undefined || record.tables.includes(table.trim().toLowerCase()))
  );
}
