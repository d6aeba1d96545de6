import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import type { Outcome } from '../policy/outcome.ts';
import { outcomesOf } from '../policy/outcome-of.ts';
import { termsOf } from '../policy/terms.ts';
import type { Team } from '../team.ts';

/** Whether somebody has to decide: while its requester owes an answer, time rests. */
export function isWaiting(subscription: Subscription): boolean {
  const { status, fulfilment } = subscription;
  return status === 'Pending' && fulfilment === undefined && openQuestions(subscription).length === 0;
}

/** Seconds since it was asked. */
export function ageOf({ createdAt }: Pick<Subscription, 'createdAt'>, now: number): number {
  return now - recordEpoch(createdAt);
}

/** Its owner, and what the policy that it began with makes of it; `undefined` where nobody is mapped to it. */
export async function waitingCase(
  { meshAs, teams }: Pick<JobDependencies, 'meshAs' | 'teams'>,
  subscription: Subscription,
): Promise<{ readonly owner: Team; readonly outcome: Outcome } | undefined> {
  const mesh = meshAs({ kind: 'app', part: 'policy' });
  const owner = await teams.byAccount(subscription.owner, 'producer');
  if (!owner) {
    return undefined;
  }
  const terms = await termsOf({ mesh, teams }, subscription, owner);
  const { begun } = await outcomesOf(mesh, subscription, owner, terms);
  return { owner, outcome: begun };
}
