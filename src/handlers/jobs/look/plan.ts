import type { Message } from '../../../blocks/message.ts';
import { ConflictError, NotAllowedError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { shownReference } from '../../shown-reference.ts';
import { type Plannable, planOf } from '../as-planned.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { actWith } from '../open-plan.ts';
import { planAnswer } from '../plan-answer.ts';
import { visibleSubscription } from './visible-subscription.ts';

/** `/mesh plan <id>`: what approving a request, or ending an access, would call and change. For those who decide for the owner's team. */
export async function plan(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const { subscription, mine } = await visibleSubscription(dependencies, mesh, job);
  if (!mine.approverOf.some(({ account }) => account === subscription.owner)) {
    throw new NotAllowedError('NOT_APPROVER', `${job.user} plans ${subscription.id} of another team`, {
      userMessage:
        'Only those who decide for the owner’s team see what a decision would do. `/mesh status` shows where it is.',
    });
  }
  const of = await decisionOn(dependencies, subscription, job);
  const planned = await planOf(dependencies, of, (mesh) => actWith(dependencies, mesh, of));
  await dependencies.plans.keep(job, subscription.id, { digest: planned.digest, by: job.id, of });
  return planAnswer(dependencies, mesh, of, planned);
}

/** What a person would do about it. Throws `ConflictError` (`NOTHING_TO_PLAN`). */
async function decisionOn(
  { references }: JobDependencies,
  subscription: Subscription,
  { id: jobId, at, workspace, enterprise, home, user }: JobOf<'look'>,
): Promise<Plannable> {
  const { id, status, fulfilment } = subscription;
  const { reference, digest } = shownReference(subscription);
  const act = { id: jobId, at, workspace, enterprise, home, user, reply: {}, subscriptionId: id, reference };
  await references.keep(reference, { subscriptionId: id, digest });
  if (status === 'Pending' && fulfilment === undefined) {
    return { ...act, kind: 'approve' };
  }
  if (status === 'Active') {
    return { ...act, kind: 'revoke', reason: 'as planned' };
  }
  throw new ConflictError('NOTHING_TO_PLAN', `${id} is ${status} ${fulfilment?.phase ?? ''}`, {
    userMessage:
      'Nothing waits for a decision here: a plan is shown for a request that waits, or for an access that could be ended. `/mesh status` shows where it is.',
  });
}
