import { isApprover, sharesWorkspace } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import type { Deciders } from './outcome.ts';

/** Everybody who may decide at one stage, as it stands now. */
export interface Named {
  /** Approved by any approver of this team. */
  readonly team: Team | undefined;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** A stage that names nobody is the owner's approvers; a team that is gone is nobody. */
export async function namedBy(
  teams: Pick<TeamDirectory, 'byKey'>,
  owner: Team,
  { team, users = [], groups = [] }: Deciders,
): Promise<Named> {
  const isOwner = team === undefined && users.length === 0 && groups.length === 0;
  return {
    team: isOwner ? owner : team === undefined ? undefined : await teams.byKey(team),
    users,
    groups,
  };
}

/** Whether this person is one of them. */
export async function isAmong(
  people: People,
  owner: Team,
  { team, users, groups }: Named,
  person: Person,
): Promise<boolean> {
  if (team && (await isApprover(people, team, person))) {
    return true;
  }
  return (
    sharesWorkspace(owner, person) &&
    (users.includes(person.user) || (groups.length > 0 && (await people.isInGroup(person, groups))))
  );
}

/** Slack ids of all that are named one by one, without those of groups. */
export function usersOf({ team, users }: Named): readonly string[] {
  return [...new Set([...(team?.approvers.users ?? []), ...(team?.approvers.silent ?? []), ...users])];
}

export function groupsOf({ team, groups }: Named): readonly string[] {
  return [...new Set([...(team?.approvers.groups ?? []), ...groups])];
}
