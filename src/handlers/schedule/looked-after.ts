import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { suspensionOn } from '../../mesh/subscriptions/suspension.ts';
import type { Due, Pass } from './check.ts';
import { suspensions } from './suspensions.ts';

/** Records that are asked about side by side. */
const AT_ONCE = 20;

/**
 * What is due and may be done before a mesh admin confirmed what was here before the app: what was asked for or decided through the app, and what
 * an admin ordered by name.
 */
export async function lookedAfter(
  mesh: Pick<Mesh, 'isOfApp'>,
  found: readonly Due[],
  pass: Pass,
): Promise<readonly Due[]> {
  const records = new Map<string, Subscription>(
    found.map(({ subscription }) => [subscription.id, subscription]),
  );
  const own = new Set<string>();
  const all = [...records.values()];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    await Promise.all(
      all.slice(from, from + AT_ONCE).map(async (record) => {
        if (await mesh.isOfApp(record)) {
          own.add(record.id);
        }
      }),
    );
  }
  return found.filter(
    ({ check, subscription }) =>
      own.has(subscription.id) ||
      (check === suspensions && suspensionOn(pass.suspended ?? new Map(), subscription) !== undefined),
  );
}
