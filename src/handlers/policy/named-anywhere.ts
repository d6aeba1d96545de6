import { isApprover } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { isAmong, namedBy } from './deciders.ts';
import type { Deciders } from './outcome.ts';

/** Whether this person may decide about data of this team at all: as an approver, at some stage, or once something has waited long enough. */
export async function mayEverDecide(
  { people, teams }: { readonly people: People; readonly teams: Pick<TeamDirectory, 'byKey'> },
  owner: Team,
  person: Person,
): Promise<boolean> {
  if (await isApprover(people, owner, person)) {
    return true;
  }
  for (const deciders of decidersOf(owner)) {
    if (await isAmong(people, owner, await namedBy(teams, owner, deciders), person)) {
      return true;
    }
  }
  return false;
}

/** Everybody whom a team's policy names besides its approvers. */
function decidersOf({ policy }: Pick<Team, 'policy'>): readonly Deciders[] {
  return [policy, ...(policy?.rules ?? [])].flatMap((settings) => [
    ...(settings && 'stages' in settings ? (settings.stages ?? []) : []),
    ...(settings?.escalation ? [settings.escalation] : []),
  ]);
}
