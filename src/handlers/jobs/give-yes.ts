import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Approval, Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { askedLength } from '../policy/asked-length.ts';
import { lengthBreach } from '../policy/keeps-to.ts';
import { narrowedBy } from '../policy/stage-progress.ts';
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

async function kindOf(mesh: Pick<Mesh, 'history'>, subscriptionId: string, jobId: string) {
  for await (const { job, kind } of mesh.history(subscriptionId)) {
    if (job === jobId) {
      return kind;
    }
  }
  return undefined;
}
