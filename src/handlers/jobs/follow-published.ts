import { MeshError } from '../../mesh/errors.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Accesses that follow a product take in at once what was published into it; what fails here, the next sweep does. */
export async function followPublished(
  { meshAs, report }: Pick<JobDependencies, 'meshAs' | 'report'>,
  { account }: Team,
  jobId: string,
): Promise<void> {
  const by = { kind: 'app', part: 'publish' } as const;
  const mesh = meshAs(by);
  for await (const { id, byTag } of mesh.listSubscriptions({ owner: account, statuses: ['Active'] })) {
    if (byTag === undefined) {
      continue;
    }
    try {
      await mesh.follow({ subscriptionId: id, by, job: `follow#${jobId}` });
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      report('access not brought up to its product', { subscription: id, code: error.code });
    }
  }
}
