import { planView } from '../../blocks/plan-message.ts';
import { NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { actingPerson } from './acting-person.ts';
import { approveWith } from './approve.ts';
import { type Plannable, planOf } from './as-planned.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { modifyWith } from './modify.ts';
import { planData } from './plan-answer.ts';
import { reviewWith } from './review.ts';
import { revokeWith } from './revoke.ts';

/** Shows over a form what its choices would do, to somebody who may do it, and remembers that for when the form is sent. */
export async function openPlan(dependencies: JobDependencies, job: JobOf<'open-plan'>): Promise<void> {
  await fillView(dependencies, job, 'Plan', async () => {
    const { id, at, workspace, enterprise, home, user, subscriptionId } = job;
    // Whose plan it is, is said by who clicked, not by what came along.
    const of: Plannable = { ...job.of, id, at, workspace, enterprise, home, user, subscriptionId };
    const planned = await planOf(dependencies, of, (mesh) => actWith(dependencies, mesh, of));
    await dependencies.plans.keep(job, subscriptionId, { digest: planned.digest, by: id, of });
    const subscription = await dependencies.meshAs(actingPerson(job)).getSubscription(subscriptionId);
    return planView(await planData(dependencies, subscription, of, planned));
  });
}

/** Does with this mesh what the job says. */
export function actWith(dependencies: JobDependencies, mesh: Mesh, job: Plannable): Promise<void> {
  switch (job.kind) {
    case 'approve':
      return approveWith(dependencies, mesh, job);
    case 'review':
      return reviewWith(dependencies, mesh, job);
    case 'modify':
      return modifyWith(dependencies, mesh, job);
    case 'revoke':
      return revokeWith(dependencies, mesh, job);
  }
}

/**
 * What the person saw is done by a job of its own, which compares once more. Throws `NotFoundError` (`PLAN_GONE`) for a plan that is older than an
 * hour, or not the last one.
 */
export async function confirmPlan(
  { plans, jobs }: Pick<JobDependencies, 'plans' | 'jobs'>,
  job: JobOf<'confirm-plan'>,
): Promise<void> {
  const plan = await plans.find(job, job.subscriptionId);
  if (plan?.digest !== job.reference) {
    throw new NotFoundError(
      'PLAN_GONE',
      `${job.user} confirms a plan of ${job.subscriptionId} that is not kept`,
      {
        userMessage: `This plan is older than an hour, or you saw another one since, so nothing was done. \`/mesh plan ${job.subscriptionId}\` shows what would be done now.`,
      },
    );
  }
  await jobs.send({ ...plan.of, id: `${job.id.slice(0, 120)}-do`, at: job.at, reply: job.reply });
}
