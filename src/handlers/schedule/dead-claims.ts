import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Check } from './check.ts';

/** Seconds after which the worker that made a claim cannot be alive any more, nor its job be delivered again. */
const WORKER_LIFE = 15 * 60;

/**
 * Goes on where a worker died, under its own job: the ledger knows what was decided, so that the same is done and nothing else. Ends that stopped
 * half-way are looked after by unfinished-ends.
 */
export const deadClaims: Check = {
  name: 'dead_claims',
  due: (subscription, { now }) => isDead(subscription, now),
  async act({ meshAs }, { id, fulfilment, permitted, requested }) {
    const by = { kind: 'app', part: 'sweep' } as const;
    const mesh = meshAs(by);
    const act = { subscriptionId: id, by, job: fulfilment?.job ?? '' };
    switch (fulfilment?.phase) {
      case 'Granting':
        await mesh.approve(act);
        return;
      case 'Modifying':
        await mesh.modify({ ...act, permissions: permitted.length > 0 ? permitted : requested });
        return;
      case 'Importing':
        await mesh.importSubscription(act);
        return;
      default:
    }
  },
};

export function isDead({ fulfilment }: Subscription, now: number): boolean {
  const { phase, at = now } = fulfilment ?? {};
  return (phase === 'Granting' || phase === 'Modifying' || phase === 'Importing') && now - at > WORKER_LIFE;
}
