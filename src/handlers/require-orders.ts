import { requireMeshAdmin } from './admins.ts';
import type { Job } from './jobs/job.ts';
import type { JobDependencies } from './jobs/job-dependencies.ts';

/**
 * Who may order something for the whole mesh: its admins, and whoever AWS lets send a job by command line, which only operators can.
 * Throws as `requireMeshAdmin`.
 */
export async function requireOrders(dependencies: JobDependencies, job: Job): Promise<void> {
  if (job.operator === undefined) {
    await requireMeshAdmin(dependencies, job);
  }
}
