import { isApprover, isMember } from '../../membership.ts';
import type { Person } from '../../person.ts';
import type { Team } from '../../team.ts';
import type { JobDependencies } from '../job-dependencies.ts';

export interface MyTeams {
  readonly all: readonly Team[];
  readonly memberOf: readonly Team[];
  readonly approverOf: readonly Team[];
}

/**
 * The teams of a person, for showing: a team whose secret was broken is there as it was before. Who decides by it passes the secrets themselves
 * as `shownTeams`.
 */
export async function myTeams(
  { shownTeams, people }: Pick<JobDependencies, 'shownTeams' | 'people'>,
  person: Person,
): Promise<MyTeams> {
  const all = await shownTeams.all();
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
