import { MeshError } from '../../mesh/errors.ts';
import { tellOver } from '../tell-of-invitation.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';
import { requireFinished } from './require-finished.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Import now: a member of the consumer team lets the tables appear in the team's account. */
export async function importSubscription(dependencies: JobDependencies, job: JobOf<'import'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  await requireConsumerMember(dependencies, subscription, job);
  try {
    requireFinished(
      await mesh.importSubscription({ subscriptionId: subscription.id, by, job: job.id }),
      'ImportFailed',
    );
  } catch (error) {
    if (error instanceof MeshError && OVER.includes(error.code)) {
      await tellOver(dependencies, subscription, await mesh.invitation(subscription.id), dependencies.now());
    }
    throw error;
  }
}

/** What only the owner can mend. */
const OVER = ['INVITATION_EXPIRED', 'INVITATION_DECLINED'];
