import { askModal } from '../../blocks/ask-modal.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { listed, mention, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { authoriseRefusal } from './authorise-stage.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown, requireUndecided } from './load-shown.ts';

/** Fills the view that Ask… opened, once it is known that this person may decide. */
export async function openAsk(dependencies: JobDependencies, job: JobOf<'open-ask'>): Promise<void> {
  await fillView(dependencies, job, 'Ask the requester', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    requireUndecided(subscription, job.id);
    await authoriseRefusal({ ...dependencies, mesh }, subscription, job, { gone: 'record' });
    return askModal({
      requester: asked(subscription),
      product: await productTitle(dependencies.titles, subscription),
      tables: listed(
        subscription.tables.map((name) => typed(name, 80)),
        5,
      ),
      metadata: buttonValue(job),
    });
  });
}

/** A question instead of a decision: whoever may decide may ask. What follows is told by the record's own changes. */
export async function ask(dependencies: JobDependencies, job: JobOf<'ask'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  if (!(await hasDecided(mesh, subscription.id, job.id))) {
    requireUndecided(subscription, job.id);
    await authoriseRefusal({ ...dependencies, mesh }, subscription, job, { gone: 'record' });
  }
  await mesh.ask({ subscriptionId: subscription.id, by, job: job.id, text: job.text });
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `Your question was put to ${asked(subscription)}. The answer appears on the card and under it.`,
    ),
  );
}

/** Whom a question reaches, ready for mrkdwn. */
function asked({ requestedBy, subscriber }: Subscription): string {
  const requester = requestedBy ? parseActor(requestedBy) : undefined;
  return requester?.kind === 'slack' ? mention(requester.user) : `the team of account ${subscriber}`;
}
