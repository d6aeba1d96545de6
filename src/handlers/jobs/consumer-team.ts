import { InvalidRequestError, NotAllowedError } from '../../mesh/errors.ts';
import { isMember } from '../membership.ts';
import type { Team } from '../team.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * The chosen team; or the person's only one, where the form did not have to ask.
 * Throws `InvalidRequestError` (`TEAM_UNKNOWN`, `TEAM_NEEDED`), `NotAllowedError` (`NOT_MAPPED`).
 */
export async function consumerTeam(
  { teams, people }: JobDependencies,
  job: JobOf<'request-access'>,
): Promise<Team> {
  if (job.form.team) {
    const team = await teams.byKey(job.form.team);
    if (team?.sides.includes('consumer')) {
      return team;
    }
    throw new InvalidRequestError('TEAM_UNKNOWN', `no consumer team ${job.form.team}`, {
      userMessage: 'The team you chose is not set up as a consumer of the mesh. Choose another one.',
    });
  }
  const mine: Team[] = [];
  for (const team of await teams.all()) {
    if (team.sides.includes('consumer') && (await isMember(people, team, job))) {
      mine.push(team);
    }
  }
  const [only, second] = mine;
  if (only && !second) {
    return only;
  }
  if (second) {
    throw new InvalidRequestError('TEAM_NEEDED', `${job.user} is in ${mine.length} consumer teams`, {
      userMessage: 'You are in more than one team. Open the form again and choose for which one you ask.',
    });
  }
  throw new NotAllowedError('NOT_MAPPED', `${job.user} is in no consumer team`, {
    userMessage: 'You are not in a team that uses the mesh yet. A mesh admin can add you to one.',
  });
}
