import { extendModal } from '../../blocks/extension.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { moment } from '../../blocks/text.ts';
import { ConflictError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Decision } from '../../mesh/ports/decision.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { AUTO_EXTEND, extendsItself, graceUntil, requireExtendable } from '../policy/extension-terms.ts';
import { outcomeOf } from '../policy/outcome-of.ts';
import { termsOf } from '../policy/terms.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { answered } from './answered.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';
import { visibleSubscription } from './look/visible-subscription.ts';
import { offerAgain } from './offer-again.ts';
import { teamName } from './to-row.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Fills the form in which a member of the team that has the access asks for more time. */
export async function openExtend(dependencies: JobDependencies, job: JobOf<'open-extend'>): Promise<void> {
  await fillView(dependencies, job, 'Ask for more time', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    await requireConsumerMember(dependencies, subscription, job);
    const { expiresAt, status } = subscription;
    if (status !== 'Active' || expiresAt === undefined) {
      throw new ConflictError('NO_END', `${subscription.id} is ${status} and ends ${expiresAt ?? 'never'}`, {
        userMessage:
          status === 'Active'
            ? 'This access has no end, so there is nothing to extend.'
            : 'This access has ended, so it cannot be extended any more. Ask again with `/mesh request`.',
      });
    }
    return extendModal({
      product: await productTitle(dependencies.titles, subscription),
      tables: subscription.tables,
      end: expiresAt,
      ownerTeam: teamName(await dependencies.shownTeams.all(), subscription.owner, 'producer'),
      metadata: buttonValue(job),
    });
  });
}

/** Asks the owner for more time; the record's own change tells everybody. */
export async function askExtension(
  dependencies: JobDependencies,
  job: JobOf<'ask-extension'>,
): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { reference, subscriptionId, seconds, reason } = job;
  const { subscription } =
    reference === undefined
      ? await visibleSubscription(dependencies, mesh, { ...job, words: subscriptionId, what: 'extend' })
      : await loadShown({ ...dependencies, mesh }, { subscriptionId, reference });
  await requireConsumerMember(dependencies, subscription, job);
  if (subscription.status === 'Deleted') {
    const text = `This access has ended, so it cannot be extended any more. Ask again: the form is filled in as it was.`;
    await dependencies.answers.tell(job, await offerAgain(dependencies, subscription, text));
    throw answered(new ConflictError('END_PASSED', `${subscription.id} has ended`, { userMessage: text }));
  }
  await requireWithinProduct(mesh, subscription, seconds);
  const isDone = subscription.extension?.job === job.id;
  const judged = isDone ? undefined : await judge(dependencies, mesh, subscription, seconds);
  const act = { subscriptionId: subscription.id, by, job: job.id };
  await mesh.askExtension({ ...act, seconds, reason, graceUntil: judged?.graceUntil });
  const isByItself = judged?.isByItself ?? (await waitsForPolicy(dependencies, mesh, subscription, job.id));
  if (isByItself) {
    const policy = { kind: 'app', part: 'policy' } as const;
    await dependencies.meshAs(policy).extend({
      subscriptionId: subscription.id,
      by: policy,
      job: `${AUTO_EXTEND}${job.id}`,
      note: 'by the owner’s policy',
    });
  }
}

/** What the terms of this access make of it. Throws `InvalidRequestError` (`TOO_EARLY`, `TOO_LONG`), `NotAllowedError` (`POLICY_DENIES`). */
async function judge(
  { teams, now }: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  seconds: number,
): Promise<{ readonly isByItself: boolean; readonly graceUntil: number | undefined } | undefined> {
  const owner = await teams.byAccount(subscription.owner, 'producer');
  const history = await decisionsOf(mesh, subscription.id);
  const end = subscription.expiresAt;
  if (!owner || end === undefined || subscription.status !== 'Active') {
    return undefined; // the engine says what is wrong
  }
  const terms = await termsOf({ mesh, teams }, subscription, owner);
  const outcome = await outcomeOf(mesh, subscription, owner, terms);
  requireExtendable(outcome, { end, seconds, now: now(), history, owner: owner.name });
  const isByItself = extendsItself(outcome, history);
  return { isByItself, graceUntil: isByItself ? undefined : graceUntil(outcome, end, now()) };
}

/** Whether an earlier delivery of this job asked, and died before the policy gave. */
async function waitsForPolicy(
  { teams }: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  job: string,
): Promise<boolean> {
  const owner = await teams.byAccount(subscription.owner, 'producer');
  const { extension } = subscription;
  if (!owner || extension?.job !== job || extension.decided) {
    return false;
  }
  const terms = await termsOf({ mesh, teams }, subscription, owner);
  const outcome = await outcomeOf(mesh, subscription, owner, terms);
  return extendsItself(outcome, await decisionsOf(mesh, subscription.id));
}

async function decisionsOf(mesh: Pick<Mesh, 'history'>, id: string): Promise<readonly Decision[]> {
  const found: Decision[] = [];
  for await (const decision of mesh.history(id)) {
    found.push(decision);
  }
  return found;
}

/** "Let it end": no more warnings about this end. */
export async function letEnd(dependencies: JobDependencies, job: JobOf<'let-end'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  await requireConsumerMember(dependencies, subscription, job);
  const { expiresAt = 0 } = await mesh.letEnd({ subscriptionId: subscription.id, by, job: job.id });
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `It ends ${moment(expiresAt)}, and nobody is warned again. \`/mesh extend\` still works until then.`,
    ),
  );
}

/** Throws `ConflictError` (`PRODUCT_ENDS`) where the product is gone by then. */
export async function requireWithinProduct(
  mesh: Pick<Mesh, 'productEnd'>,
  { id, database, expiresAt = 0 }: Subscription,
  seconds: number,
): Promise<void> {
  const end = database === undefined ? undefined : await mesh.productEnd(database);
  if (end !== undefined && expiresAt + seconds > end) {
    throw new ConflictError('PRODUCT_ENDS', `${id} would outlive its product, which ends ${end}`, {
      userMessage: `The owner takes this data out of the mesh ${moment(end)}, so no access goes on after that. Ask the owner's team what takes its place.`,
    });
  }
}
