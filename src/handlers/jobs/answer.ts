import { answerModal } from '../../blocks/answer-modal.ts';
import { typed } from '../../blocks/text.ts';
import { ConflictError } from '../../mesh/errors.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import { productTitle } from '../product-titles.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown, requireUndecided } from './load-shown.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Fills the view that Answer… opened with the questions as they are now, for members of the consumer team. */
export async function openAnswer(dependencies: JobDependencies, job: JobOf<'open-answer'>): Promise<void> {
  await fillView(dependencies, job, 'Answer the owners', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    await requireConsumerMember(dependencies, subscription, job);
    requireUndecided(subscription, job.id);
    const open = openQuestions(subscription);
    if (open.length === 0) {
      throw new ConflictError('NOTHING_ASKED', `${subscription.id} has no open question`, {
        userMessage: 'No question about this request is open any more. You are told when it is decided.',
      });
    }
    const { reference, digest } = shownReference(subscription);
    await dependencies.references.keep(reference, { subscriptionId: subscription.id, digest });
    return answerModal({
      product: await productTitle(dependencies.titles, subscription),
      questions: open.map(({ by, text }) => `${actorMention(by)}: ${typed(text, 500)}`),
      metadata: buttonValue({ subscriptionId: subscription.id, reference }),
    });
  });
}

/** The answer comes back: from the requester or somebody else of the team, to the questions that the form showed. */
export async function answer(dependencies: JobDependencies, job: JobOf<'answer'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  if (!(await hasDecided(mesh, subscription.id, job.id))) {
    await requireConsumerMember(dependencies, subscription, job);
  }
  await mesh.answer({
    subscriptionId: subscription.id,
    by,
    job: job.id,
    shown: shown.digest,
    text: job.text,
  });
}
