import { requestModal } from '../../blocks/request-modal.ts';
import { typed } from '../../blocks/text.ts';
import { ConflictError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention, deciderMention } from './decided-answer.ts';
import { fillView } from './fill-view.ts';
import { filledFrom, offeredProduct } from './filled-form.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';
import { heldText } from './open-request.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Ask again: the request form as it was filled, under the reason for which it was denied or ended. */
export async function openAgain(dependencies: JobDependencies, job: JobOf<'open-again'>): Promise<void> {
  await fillView(dependencies, job, 'Ask again', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    const team = await requireConsumerMember(dependencies, subscription, job);
    const product = await offeredProduct(dependencies, subscription);
    if (subscription.status !== 'Denied' && subscription.status !== 'Deleted') {
      throw new ConflictError('NOT_ENDED', `${subscription.id} is ${subscription.status}`, {
        userMessage: `This request is still open. See \`/mesh status ${subscription.id}\`.`,
      });
    }
    return requestModal({
      teams: [team],
      product,
      held: await heldText(mesh, product, [team], await dependencies.shownTeams.all()),
      notice: endedBecause(subscription),
      again: subscription.id,
      filled: filledFrom(subscription),
    });
  });
}

/** Why it is asked again, ready for mrkdwn. */
function endedBecause({ status, fulfilment, updatedBy }: Subscription): string {
  const decision = fulfilment?.decision;
  const by = decision ? deciderMention(decision) : updatedBy && actorMention(updatedBy);
  const who = by ? ` by ${by}` : '';
  if (fulfilment?.phase === 'Withdrawn') {
    return `This was withdrawn${who}.`;
  }
  const why = decision?.note
    ? `:\n>${typed(decision.note, 1000).replaceAll('\n', '\n>')}\nSay below how that is addressed.`
    : ', without a reason.';
  return status === 'Denied' ? `This was denied${who}${why}` : `This access was ended${who}${why}`;
}
