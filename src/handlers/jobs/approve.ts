import { actingPerson } from './acting-person.ts';
import { giveYes } from './give-yes.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown, requireUndecided } from './load-shown.ts';

/** Approve: authorised again, then one engine call. What follows is told by the record's own changes. */
export async function approve(dependencies: JobDependencies, job: JobOf<'approve'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  requireUndecided(subscription, job.id);
  const approval = { subscriptionId: subscription.id, by, job: job.id, shown: shown.digest };
  await giveYes(dependencies, mesh, subscription, job, async () => approval);
}
