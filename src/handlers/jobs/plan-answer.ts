import type { Message } from '../../blocks/message.ts';
import { type PlanData, planMessage } from '../../blocks/plan-message.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { Plannable, Planned } from './as-planned.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { plannedChanges } from './planned-changes.ts';
import { teamName } from './to-row.ts';

/** A plan as a message to one person, with the button that does it. `changed`: another one was shown before. */
export async function planAnswer(
  dependencies: Pick<JobDependencies, 'titles' | 'shownTeams'>,
  mesh: Pick<Mesh, 'getSubscription'>,
  job: Pick<Plannable, 'kind' | 'subscriptionId'>,
  planned: Planned,
  since?: 'changed',
): Promise<Message> {
  const subscription = await mesh.getSubscription(job.subscriptionId);
  return planMessage({
    ...(await planData(dependencies, subscription, job, planned)),
    isChanged: since === 'changed',
    confirm: buttonValue({ subscriptionId: job.subscriptionId, reference: planned.digest }),
  });
}

/** What a plan says, for a message or a form. */
export async function planData(
  { titles, shownTeams }: Pick<JobDependencies, 'titles' | 'shownTeams'>,
  subscription: Subscription | undefined,
  { kind }: Pick<Plannable, 'kind'>,
  { calls, stopsBy }: Planned,
): Promise<PlanData> {
  const { tables = [], requested = [], permitted = [], subscriber = '' } = subscription ?? {};
  const what = kind === 'review' ? 'approve' : kind;
  return {
    product: subscription ? await productTitle(titles, subscription) : '',
    consumerTeam: teamName(await shownTeams.all(), subscriber, 'consumer'),
    what,
    tables,
    permissions: what === 'approve' ? requested : permitted,
    changes: plannedChanges(calls),
    calls,
    stopsBy,
  };
}
