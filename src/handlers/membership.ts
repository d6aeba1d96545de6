import { NotAllowedError } from '../mesh/errors.ts';
import type { People, Person } from './person.ts';
import type { Team } from './team.ts';

/** The team's own workspace, or another one of its enterprise. */
export function sharesWorkspace(team: Team, person: Person): boolean {
  return (
    team.workspace === person.workspace ||
    (team.enterprise !== undefined && team.enterprise === person.enterprise)
  );
}

export async function isMember(people: People, team: Team, person: Person): Promise<boolean> {
  return (
    sharesWorkspace(team, person) &&
    (team.members.users.includes(person.user) ||
      (team.members.groups.length > 0 && (await people.isInGroup(person, team.members.groups))))
  );
}

export async function isApprover(people: People, team: Team, person: Person): Promise<boolean> {
  const { users, silent, groups } = team.approvers;
  return (
    sharesWorkspace(team, person) &&
    (users.includes(person.user) ||
      silent.includes(person.user) ||
      (groups.length > 0 && (await people.isInGroup(person, groups))))
  );
}

/** Throws `NotAllowedError` (`NOT_TEAM_MEMBER`). */
export async function requireMember(people: People, team: Team, person: Person): Promise<void> {
  await people.checkInGoodStanding(person);
  if (!(await isMember(people, team, person))) {
    throw new NotAllowedError('NOT_TEAM_MEMBER', `${person.user} is not a member of team ${team.key}`, {
      userMessage: `Only members of ${team.name} can do this for the team. A mesh admin can add you.`,
    });
  }
}
