import { ConfigurationError } from '../../mesh/errors.ts';
import { requireMember } from '../membership.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';

/** Import now: a member of the consumer team lets the tables appear in the team's account. */
export async function importSubscription(dependencies: JobDependencies, job: JobOf<'import'>): Promise<void> {
  const mesh = dependencies.meshAs({ kind: 'slack', workspace: job.workspace, user: job.user });
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  const team = await dependencies.teams.byAccount(subscription.subscriber, 'consumer');
  if (!team) {
    throw new ConfigurationError(
      'TEAM_NOT_MAPPED',
      `no team is mapped to consumer account ${subscription.subscriber}`,
      {
        userMessage: 'No team is set up for the account of this subscription. A mesh admin has to add it.',
      },
    );
  }
  await requireMember(dependencies.people, team, job);
  await mesh.importSubscription({
    subscriptionId: subscription.id,
    by: { kind: 'slack', workspace: job.workspace, user: job.user },
    job: job.id,
  });
}
