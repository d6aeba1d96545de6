import { NotAllowedError } from '../errors.ts';
import { type Order, standingOrders } from '../ledger/order.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import type { Subscription } from './subscription.ts';

/** Stands for every account of the mesh. */
export const EVERYBODY = 'all';

type Sides = Pick<Subscription, 'owner' | 'subscriber'>;

/** The order that keeps this access from being given; the offboarding of an account weighs more than a suspension. */
export function suspensionOn(
  standing: ReadonlyMap<string, Order>,
  { owner, subscriber }: Sides,
): Order | undefined {
  const orders = [subscriber, owner, EVERYBODY].flatMap((about) => standing.get(about) ?? []);
  return (
    orders.find(({ action }) => action === 'offboard') ?? orders.find(({ action }) => action === 'suspend')
  );
}

/**
 * Asked before anything is granted anew. Throws `NotAllowedError` (`SUSPENDED`), and what keeps the ledger from being read: without an answer
 * nothing is given.
 */
export async function requireNotSuspended(
  { ledger, clock }: Pick<MeshPorts, 'ledger' | 'clock'>,
  sides: Sides,
): Promise<void> {
  const standing = await standingOrders(ledger.orders('suspension'), epoch(clock.now()));
  const order = suspensionOn(standing, sides);
  if (order) {
    throw new NotAllowedError('SUSPENDED', `${order.about} is under ${order.action} by ${order.by}`, {
      userMessage:
        'Access is suspended by the mesh admins, so nothing was given. Try again once they have lifted it; they see it with `/mesh resume`.',
    });
  }
}
