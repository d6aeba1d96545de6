import type { StageView } from '../../mesh/subscriptions/subscription.ts';
import type { People } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { namedBy } from './deciders.ts';
import type { Deciders, Outcome } from './outcome.ts';
import { stagesOf } from './stage-progress.ts';

/** What the card shows of the stages; empty where one approver of the owner decides, which needs no words. */
export async function stageViews(
  { teams, people }: { readonly teams: Pick<TeamDirectory, 'byKey'>; readonly people: People },
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
      const all = [...new Set([...(others?.approvers.users ?? []), ...users])];
      const pinged: string[] = [];
      for (const user of all.filter((each) => !outcome.silent.includes(each))) {
        if (await people.isActive({ workspace: owner.workspace, enterprise: owner.enterprise, user })) {
          pinged.push(user);
        }
      }
      return {
        stage: name,
        count,
        // Empty would stand for the owners, who are not meant.
        users: pinged.length > 0 ? pinged : all,
        groups: [...new Set([...(others?.approvers.groups ?? []), ...groups])],
      };
    }),
  );
}

function isOwners({ team, users, groups }: Deciders): boolean {
  return team === undefined && users === undefined && groups === undefined;
}
