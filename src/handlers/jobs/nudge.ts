import { section } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { mention, typed } from '../../blocks/text.ts';
import { ConfigurationError, ConflictError } from '../../mesh/errors.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import { orderOf } from '../changes/order-of.ts';
import { askedPeople } from '../policy/asked-people.ts';
import { outcomesOf } from '../policy/outcome-of.ts';
import { termsOf } from '../policy/terms.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown, requireUndecided } from './load-shown.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Seconds between two reminders of one request. */
const PAUSE = 4 * 3600;

/** Remind: one line under the card that mentions those who decide, at most every four hours. */
export async function nudge(dependencies: JobDependencies, job: JobOf<'nudge'>): Promise<void> {
  const { teams, references, outbox, answers } = dependencies;
  const mesh = dependencies.meshAs(actingPerson(job));
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  await requireConsumerMember(dependencies, subscription, job);
  requireUndecided(subscription, job.id);
  if (openQuestions(subscription).length > 0) {
    throw new ConflictError('ANSWER_FIRST', `${subscription.id} waits for an answer`, {
      userMessage: `The owners asked something and wait for the answer. Give it with \`/mesh answer ${subscription.id}\`.`,
    });
  }
  const owner = await teams.byAccount(subscription.owner, 'producer');
  if (!owner) {
    throw new ConfigurationError(
      'TEAM_NOT_MAPPED',
      `no team is mapped to producer account ${subscription.owner}`,
      {
        userMessage:
          'No team is set up for the account that owns these tables, so there is nobody to remind. Please tell a mesh admin.',
      },
    );
  }
  const what = `nudge#${subscription.id}`;
  if (await references.wasSaid(what, job.id)) {
    throw new ConflictError('NUDGED_LATELY', `${subscription.id} was nudged within ${PAUSE} s`, {
      userMessage: `${owner.name} was reminded less than four hours ago. You can remind again later.`,
    });
  }
  const terms = await termsOf({ mesh, teams }, subscription, owner);
  const { begun } = await outcomesOf(mesh, subscription, owner, terms);
  const { names } = await askedPeople({ ...dependencies, mesh }, subscription, owner, begun);
  const text = `${mention(job.user)} reminds: this request waits for ${names}.`;
  await outbox.put({
    subscriptionId: subscription.id,
    key: `nudge-${job.id}`,
    workspace: owner.workspace,
    ...(owner.enterprise ? { enterprise: owner.enterprise } : {}),
    channel: owner.channel,
    threadOf: 'card',
    message: { text, blocks: [section(text)] },
    // Of the job, so that a second delivery of it neither shows the line again nor is taken for a later one.
    order: orderOf(job.at),
  });
  await references.onceIn(PAUSE, what, job.id);
  await answers.tell(job, privateAnswer(`${typed(owner.name, 80)} was reminded under the request.`));
}
