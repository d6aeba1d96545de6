import { actingPerson } from './acting-person.ts';
import { authoriseDecision } from './authorise-decision.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown, requireUndecided } from './load-shown.ts';

/** Approve: authorised again, then one engine call. What follows is told by the record's own changes. */
export async function approve(dependencies: JobDependencies, job: JobOf<'approve'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  requireUndecided(subscription, job.id);
  if (!(await hasDecided(mesh, subscription.id, job.id))) {
    await authoriseDecision({ ...dependencies, mesh }, subscription, job);
  }
  await mesh.approve({ subscriptionId: subscription.id, by, job: job.id, shown: shown.digest });
}
