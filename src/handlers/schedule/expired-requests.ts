import { durationText } from '../../blocks/durations.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { outcomesOf } from '../policy/outcome-of.ts';
import { termsOf } from '../policy/terms.ts';
import type { Check } from './check.ts';

/** Seconds of the shortest time after which a policy can close a request. */
const SHORTEST = 3600;

/**
 * Closes a request that nobody answered for as long as the policy says that it began with; its requester is told, and can ask again. The time
 * rests while the requester owes an answer: then it is not the owners who let it wait.
 */
export const expiredRequests: Check = {
  name: 'expired_requests',
  due: (subscription, { now }) =>
    subscription.status === 'Pending' &&
    subscription.fulfilment === undefined &&
    openQuestions(subscription).length === 0 &&
    waited(subscription, now) >= SHORTEST,
  async act({ meshAs, teams }, subscription, { now }) {
    const by = { kind: 'app', part: 'policy' } as const;
    const mesh = meshAs(by);
    const owner = await teams.byAccount(subscription.owner, 'producer');
    if (!owner) {
      return; // nobody is mapped to it: there is no policy to go by
    }
    const terms = await termsOf({ mesh, teams }, subscription, owner);
    if (!terms.policy) {
      return;
    }
    const { begun } = await outcomesOf(mesh, subscription, owner, terms);
    const limit = begun.expiresAfterSeconds;
    if (limit !== undefined && waited(subscription, now) >= limit) {
      await mesh.deny({
        subscriptionId: subscription.id,
        by,
        job: `expired#${subscription.id}#${subscription.version ?? 0}`,
        note: `Nobody answered within ${durationText(limit)}, so the request was closed.`,
      });
    }
  },
};

/** Since the last time that somebody touched it, so that a question, an answer or one yes of several begins the time anew. */
function waited({ createdAt, updatedAt }: Subscription, now: number): number {
  return now - recordEpoch(updatedAt ?? createdAt);
}
