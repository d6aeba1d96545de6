import { InvalidRequestError, NotAllowedError } from '../../mesh/errors.ts';
import type { Person } from '../person.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { myTeams, producers } from './look/my-teams.ts';

/**
 * The producer teams for which this person may publish and delete, at this moment (approvers, and members where the team's policy says so), and the one that is meant; the first where none is named.
 * Throws `NotAllowedError` (`NOT_APPROVER`, `NOT_IN_GOOD_STANDING`), `InvalidRequestError` (`TEAM_UNKNOWN`).
 */
export async function publishingTeams(
  dependencies: Pick<JobDependencies, 'teams' | 'people'>,
  person: Person,
  key = '',
): Promise<{ readonly teams: readonly Team[]; readonly team: Team }> {
  await dependencies.people.checkInGoodStanding(person);
  const { approverOf, memberOf } = await myTeams(dependencies, person);
  const open = memberOf.filter(({ policy }) => policy?.publishers === 'members');
  const teams = producers([...new Set([...approverOf, ...open])]);
  const [first] = teams;
  if (!first) {
    throw new NotAllowedError('NOT_APPROVER', `${person.user} decides for no producer`, {
      userMessage:
        'This is for those who decide for a team that owns data, and you decide for none. `/mesh whoami` shows your teams; a mesh admin can change that.',
    });
  }
  const team = key === '' ? first : teams.find((each) => each.key === key);
  if (!team) {
    throw new InvalidRequestError('TEAM_UNKNOWN', `${person.user} does not decide for team ${key}`, {
      userMessage: 'You do not decide for the team that was chosen. Open the form again.',
    });
  }
  return { teams, team };
}
