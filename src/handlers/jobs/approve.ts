import type { Mesh } from '../../mesh/mesh.ts';
import { actingPerson } from './acting-person.ts';
import { actAsPlanned } from './as-planned.ts';
import { giveYes } from './give-yes.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown, requireUndecided } from './load-shown.ts';

/** Approve: authorised again, then one engine call. What follows is told by the record's own changes. */
export function approve(dependencies: JobDependencies, job: JobOf<'approve'>): Promise<void> {
  return actAsPlanned(dependencies, job, (mesh) => approveWith(dependencies, mesh, job));
}

/** With the mesh that acts, or with one that plans. */
export async function approveWith(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'approve'>,
): Promise<void> {
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  requireUndecided(subscription, job.id);
  const approval = {
    subscriptionId: subscription.id,
    by: actingPerson(job),
    job: job.id,
    shown: shown.digest,
  };
  await giveYes(dependencies, mesh, subscription, job, async () => approval);
}
