import type { Team } from '../team.ts';
import type { Known } from './check-policy.ts';

/** What the policy of this team is checked against, from the teams as they are. */
export function knownTeams(owner: string, teams: readonly Team[]): Known {
  return {
    owner,
    approvers: new Map(
      teams.map(({ key, approvers: { users, silent, groups } }) => [
        key,
        groups.length > 0 ? undefined : new Set([...users, ...silent]).size,
      ]),
    ),
  };
}
