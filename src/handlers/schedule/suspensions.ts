import { parseActor } from '../../mesh/actor.ts';
import { isSuspended } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { suspensionOn } from '../../mesh/subscriptions/suspension.ts';
import { carryOut, isLeft } from '../carry-out.ts';
import type { Emergency } from '../jobs/emergencies.ts';
import type { Check, Pass } from './check.ts';

/**
 * Holds every record to the orders about its accounts: what was granted while somebody suspended them is suspended too, and what stayed behind
 * when they were resumed is given back.
 */
export const suspensions: Check = {
  name: 'suspensions',
  due: (subscription, pass) => owed(subscription, pass) !== undefined,
  async act({ meshAs }, subscription, pass) {
    const { id, version = 0, fulfilment } = subscription;
    const verb = owed(subscription, pass);
    if (verb === undefined) {
      return;
    }
    const order = suspensionOn(pass.suspended ?? new Map(), subscription);
    // Whoever gives goes by the secrets as they are, as for every grant.
    const part = { kind: 'app', part: verb === 'resume' ? 'resume' : 'sweep' } as const;
    await carryOut(meshAs(part), verb, subscription, {
      by: order ? parseActor(order.by) : part,
      // A sweep that died left its job in the record: it goes on under the same one.
      job: fulfilment?.job.startsWith(`${verb}#`) ? fulfilment.job : `${verb}#${id}#${version}`,
      note: order?.note ?? 'The mesh admins ordered it.',
    });
  },
};

/** What the orders ask for and the record is not; while it is being ended, that comes first. */
function owed(subscription: Subscription, { suspended = new Map() }: Pass): Emergency | undefined {
  const { fulfilment } = subscription;
  if (fulfilment?.phase === 'Revoking' || fulfilment?.phase === 'RevokeFailed') {
    return undefined;
  }
  const order = suspensionOn(suspended, subscription);
  const verb =
    order?.action === 'offboard'
      ? 'offboard'
      : order
        ? 'suspend'
        : isSuspended(subscription)
          ? 'resume'
          : undefined;
  // What a worker is granting at this moment is finished first, by it or by dead-claims.
  return verb !== undefined && fulfilment?.phase !== 'Granting' && isLeft(verb, subscription)
    ? verb
    : undefined;
}
