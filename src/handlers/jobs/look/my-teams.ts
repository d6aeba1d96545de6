import { isApprover, isMember } from '../../membership.ts';
import type { People, Person } from '../../person.ts';
import type { Team } from '../../team.ts';
import type { JobDependencies } from '../job-dependencies.ts';

export interface MyTeams {
  readonly all: readonly Team[];
  readonly memberOf: readonly Team[];
  readonly approverOf: readonly Team[];
}

/** The teams of a person, as the secrets and Slack say at this moment: for what this lets them do. */
export async function myTeams(
  { teams, people }: Pick<JobDependencies, 'teams' | 'people'>,
  person: Person,
): Promise<MyTeams> {
  return teamsOf(people, await teams.all(), person);
}

/** The teams of a person, for showing only: a team whose secret was broken is there as it was before. */
export async function myShownTeams(
  { shownTeams, people }: Pick<JobDependencies, 'shownTeams' | 'people'>,
  person: Person,
): Promise<MyTeams> {
  return teamsOf(people, await shownTeams.all(), person);
}

async function teamsOf(people: People, all: readonly Team[], person: Person): Promise<MyTeams> {
  const memberOf: Team[] = [];
  const approverOf: Team[] = [];
  for (const team of all) {
    if (await isMember(people, team, person)) {
      memberOf.push(team);
    }
    if (await isApprover(people, team, person)) {
      approverOf.push(team);
    }
  }
  return { all, memberOf, approverOf };
}

export function consumers(teams: readonly Team[]): readonly Team[] {
  return teams.filter(({ sides }) => sides.includes('consumer'));
}

export function producers(teams: readonly Team[]): readonly Team[] {
  return teams.filter(({ sides }) => sides.includes('producer'));
}
