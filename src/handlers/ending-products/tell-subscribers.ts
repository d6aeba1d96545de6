import type { Message } from '../../blocks/message.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { productKey } from '../product-key.ts';
import { type Place, placesOf } from '../subscriber-places.ts';
import type { Team } from '../team.ts';

/** One message for each place in which somebody reads who has one of these accesses, about all of those that are read there. */
export async function tellSubscribers(
  { outbox }: Pick<JobDependencies, 'outbox'>,
  database: string,
  /** Names the occasion: told once however often it is put. */
  occasion: string,
  using: readonly Subscription[],
  teams: readonly Team[],
  message: (tables: readonly string[]) => Message,
): Promise<void> {
  const byPlace = new Map<string, { readonly place: Place; readonly tables: Set<string> }>();
  for (const use of using) {
    for (const place of placesOf(use, teams)) {
      const at = byPlace.get(place.channel) ?? { place, tables: new Set() };
      for (const table of use.tables) {
        at.tables.add(table);
      }
      byPlace.set(place.channel, at);
    }
  }
  for (const { place, tables } of byPlace.values()) {
    await outbox.put({
      subscriptionId: `product-end-${productKey(database)}`,
      key: `${occasion}-${place.channel}`,
      ...place,
      message: message([...tables].sort()),
      order: '1',
    });
  }
}
