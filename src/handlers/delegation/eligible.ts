import { NotAllowedError } from '../../mesh/errors.ts';
import { isApprover, isMember, sharesWorkspace } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team } from '../team.ts';

/** Whether Slack and the teams know this person as one of ours: a full account of the workspace, and in one of its teams. */
export async function isEligible(people: People, teams: readonly Team[], person: Person): Promise<boolean> {
  if (!(await isInGoodStanding(people, person))) {
    return false;
  }
  for (const team of teams.filter((each) => sharesWorkspace(each, person))) {
    if ((await isMember(people, team, person)) || (await isApprover(people, team, person))) {
      return true;
    }
  }
  return false;
}

/** `false` for guests, bots, deactivated accounts and people of other organisations; whatever else fails is thrown on. */
export async function isInGoodStanding(people: People, person: Person): Promise<boolean> {
  try {
    await people.checkInGoodStanding(person);
    return true;
  } catch (error) {
    if (error instanceof NotAllowedError) {
      return false;
    }
    throw error;
  }
}
