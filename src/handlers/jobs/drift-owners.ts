import { NotAllowedError } from '../../mesh/errors.ts';
import { isMeshAdmin } from '../admins.ts';
import type { Person } from '../person.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { myTeams, producers } from './look/my-teams.ts';

/**
 * Whose differences this person may see and mend, at this moment: approvers those of their own team's products, mesh admins all.
 * Throws `NotAllowedError` (`NOT_APPROVER`, `NOT_IN_GOOD_STANDING`), and what keeps the list of admins from being read where it alone decides.
 */
export async function driftOwners(dependencies: JobDependencies, person: Person): Promise<readonly Team[]> {
  await dependencies.people.checkInGoodStanding(person);
  const { all, approverOf } = await myTeams(dependencies, person);
  const own = producers(approverOf);
  if (own.length > 0) {
    return own;
  }
  if (await isMeshAdmin(dependencies, person)) {
    return producers(all);
  }
  throw new NotAllowedError('NOT_APPROVER', `${person.user} decides for no producer`, {
    userMessage:
      'Differences are shown to those who decide for the tables, and to mesh admins. Type `/mesh whoami` to see for whom you decide.',
  });
}
