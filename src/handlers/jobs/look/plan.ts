import type { Message } from '../../../blocks/message.ts';
import { planMessage } from '../../../blocks/plan-message.ts';
import { ConflictError, MeshError, NotAllowedError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { productTitle } from '../../product-titles.ts';
import { actingPerson } from '../acting-person.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { teamName } from '../to-row.ts';
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
  const what = decisionOn(subscription);
  const { calls, mesh: planned } = dependencies.planAs(actingPerson(job));
  const act = {
    subscriptionId: subscription.id,
    by: actingPerson(job),
    job: `plan#${job.id}`,
  };
  try {
    await (what === 'approve' ? planned.approve(act) : planned.revoke(act));
  } catch (error) {
    // Nothing was sent, so that reading back finds nothing: how far the plan came is the plan, unless it did not come anywhere.
    if (!(error instanceof MeshError) || calls.length === 0) {
      throw error;
    }
  }
  const { tables, requested, permitted } = subscription;
  return planMessage({
    product: await productTitle(dependencies.titles, subscription),
    consumerTeam: teamName(await dependencies.shownTeams.all(), subscription.subscriber, 'consumer'),
    what,
    tables,
    permissions: what === 'approve' ? requested : permitted,
    calls,
  });
}

/** Throws `ConflictError` (`NOTHING_TO_PLAN`). */
function decisionOn({ id, status, fulfilment }: Subscription): 'approve' | 'revoke' {
  if (status === 'Pending' && fulfilment === undefined) {
    return 'approve';
  }
  if (status === 'Active') {
    return 'revoke';
  }
  throw new ConflictError('NOTHING_TO_PLAN', `${id} is ${status} ${fulfilment?.phase ?? ''}`, {
    userMessage:
      'Nothing waits for a decision here: a plan is shown for a request that waits, or for an access that could be ended. `/mesh status` shows where it is.',
  });
}
