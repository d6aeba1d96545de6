import { typed } from '../../blocks/text.ts';
import { InvalidRequestError, NotAllowedError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Approval } from '../../mesh/verbs/decisions.ts';
import { askedLength } from '../policy/asked-length.ts';
import { lengthBreach } from '../policy/keeps-to.ts';
import type { Outcome } from '../policy/outcome.ts';
import { narrowedBy } from '../policy/stage-progress.ts';
import { productTitle } from '../product-titles.ts';
import { authoriseApproval } from './authorise-stage.ts';
import type { Job } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * A person's yes, authorised again: one of several, or the last one, which grants. A redelivered job goes on with what it decided. `choice` is asked
 * for only after the person is known to decide, so that a stranger learns nothing from what is wrong with it.
 */
export async function giveYes(
  dependencies: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  job: Job,
  choice: () => Promise<Approval>,
): Promise<void> {
  const decided = await kindOf(mesh, subscription.id, job.id);
  if (decided === 'approve-stage') {
    return;
  }
  if (decided) {
    await mesh.approve(await choice());
    return;
  }
  const authority = await authoriseApproval({ ...dependencies, mesh }, subscription, job);
  await requireReviewed(dependencies, authority.outcome, subscription, job);
  const now = dependencies.now();
  const narrowed = narrowedBy(authority.yeses, subscription, await choice(), now);
  if (narrowed.tables?.length === 0 || narrowed.permissions?.length === 0) {
    throw new InvalidRequestError('NOTHING_LEFT', `the yeses to ${subscription.id} have nothing in common`, {
      userMessage:
        'What the earlier stages left and what you chose have nothing in common, so nothing was done. Use Deny to refuse the whole request.',
    });
  }
  const seconds =
    narrowed.expiresAt === undefined ? askedLength(subscription, now) : narrowed.expiresAt - now;
  const breach = lengthBreach(authority.outcome, seconds, authority.owner.name);
  if (breach !== undefined) {
    throw new InvalidRequestError(
      'TOO_LONG',
      `${subscription.id} is longer than ${authority.owner.key} gives`,
      {
        userMessage: `${breach} Nothing was changed. Use Review… and choose a shorter time.`,
      },
    );
  }
  const yes = {
    ...narrowed,
    ...(authority.outcome.live ? {} : { asSnapshot: true }),
    onBehalf: authority.onBehalf,
  };
  await (authority.isLast ? mesh.approve(yes) : mesh.approveStage({ ...yes, stage: authority.stage.name }));
}

/** Throws `NotAllowedError` (`REVIEW_NEEDED`) where the policy asks for the product's name, and it was not typed. */
async function requireReviewed(
  { titles }: JobDependencies,
  { isReviewed }: Outcome,
  subscription: Subscription,
  job: Job,
): Promise<void> {
  const product = await productTitle(titles, subscription);
  const typedName = job.kind === 'review' ? (job.confirm ?? '') : '';
  if (isReviewed && typedName.trim().toLowerCase() !== product.toLowerCase()) {
    throw new NotAllowedError('REVIEW_NEEDED', `${subscription.id} was approved without its name typed`, {
      userMessage: `The policy lets nobody approve this in passing: open Review… and type “${typed(product, 100)}” there. Nothing was changed.`,
    });
  }
}

async function kindOf(mesh: Pick<Mesh, 'history'>, subscriptionId: string, jobId: string) {
  for await (const { job, kind } of mesh.history(subscriptionId)) {
    if (job === jobId) {
      return kind;
    }
  }
  return undefined;
}
