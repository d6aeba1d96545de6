import { actorText } from '../../mesh/actor.ts';
import { ConfigurationError, NotAllowedError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isMember, requireMember } from '../membership.ts';
import type { Person } from '../person.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';

/** Withdraw: the one who asked takes it back, as long as nobody decided. */
export async function withdraw(dependencies: JobDependencies, job: JobOf<'withdraw'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  await requireConsumerMember(dependencies, subscription, job);
  if (subscription.requestedBy && subscription.requestedBy !== actorText(by)) {
    throw new NotAllowedError('NOT_REQUESTER', `${job.user} did not ask for ${subscription.id}`, {
      userMessage: 'Only the person who asked can withdraw a request.',
    });
  }
  await mesh.withdraw({ subscriptionId: subscription.id, by, job: job.id });
}

/** The consumer's team, with this person in it. Throws `ConfigurationError` (`TEAM_NOT_MAPPED`), `NotAllowedError` (`NOT_TEAM_MEMBER`). */
export async function requireConsumerMember(
  { teams, people }: Pick<JobDependencies, 'teams' | 'people'>,
  subscription: Subscription,
  person: Person,
): Promise<Team> {
  const sharing = await teams.ofAccount(subscription.subscriber, 'consumer');
  const [first] = sharing;
  if (!first) {
    throw new ConfigurationError(
      'TEAM_NOT_MAPPED',
      `no team is mapped to consumer account ${subscription.subscriber}`,
      {
        userMessage: 'No team is set up for the account of this subscription. A mesh admin has to add it.',
      },
    );
  }
  for (const team of sharing) {
    if (await isMember(people, team, person)) {
      await requireMember(people, team, person);
      return team;
    }
  }
  await requireMember(people, first, person);
  return first;
}
