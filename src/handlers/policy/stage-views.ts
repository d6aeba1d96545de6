import type { StageView } from '../../mesh/subscriptions/subscription.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { namedBy } from './deciders.ts';
import type { Deciders, Outcome } from './outcome.ts';
import { stagesOf } from './stage-progress.ts';

/** What the card shows of the stages; empty where one approver of the owner decides, which needs no words. */
export async function stageViews(
  teams: Pick<TeamDirectory, 'byKey'>,
  outcome: Outcome,
  owner: Team,
): Promise<readonly StageView[]> {
  const { stages } = stagesOf(outcome);
  const [only, second] = stages;
  if (!second && only && isOwners(only) && only.count === 1) {
    return [];
  }
  return Promise.all(
    stages.map(async ({ name, count, ...deciders }) => {
      const { team, users, groups } = await namedBy(teams, owner, deciders);
      // The owner's approvers are asked in the owner's channel; silent ones of other teams are not told either.
      const others = isOwners(deciders) ? undefined : team;
      return {
        stage: name,
        count,
        users: [...new Set([...(others?.approvers.users ?? []), ...users])],
        groups: [...new Set([...(others?.approvers.groups ?? []), ...groups])],
      };
    }),
  );
}

function isOwners({ team, users, groups }: Deciders): boolean {
  return team === undefined && users === undefined && groups === undefined;
}
