import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import type { SubscriptionFilter } from '../../../mesh/verbs/records.ts';

/** Records that fit any of the filters, each once, newest first. */
export async function collect(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  filters: readonly SubscriptionFilter[],
): Promise<readonly Subscription[]> {
  const found = new Map<string, Subscription>();
  for (const filter of filters) {
    for await (const subscription of mesh.listSubscriptions(filter)) {
      found.set(subscription.id, subscription);
    }
  }
  return [...found.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}
