import { ConfigurationError, InvalidRequestError } from '../../mesh/errors.ts';
import { isNobody } from '../policy/asked-people.ts';
import { groupsOf, namedBy, usersOf } from '../policy/deciders.ts';
import type { Outcome } from '../policy/outcome.ts';
import type { Team } from '../team.ts';
import { approverNames } from './authorise-decision.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Throws `ConfigurationError` (`TEAM_NOT_MAPPED`), `InvalidRequestError` (`OWN_PRODUCT`). */
export async function ownerTeam(
  { teams }: Pick<JobDependencies, 'teams'>,
  owner: string,
  consumer: Team,
): Promise<Team> {
  const team = await teams.byAccount(owner, 'producer');
  if (!team) {
    throw new ConfigurationError('TEAM_NOT_MAPPED', `no team is mapped to producer account ${owner}`, {
      userMessage:
        'No team is set up for the account that owns these tables, so nobody could decide. A mesh admin has to add it first.',
    });
  }
  if (team.account === consumer.account) {
    throw new InvalidRequestError('OWN_PRODUCT', `${team.key} asks for its own product`, {
      userMessage: `${team.name} already owns these tables.`,
    });
  }
  return team;
}

/** A request that nobody could approve is refused before it exists. */
export async function requireDecider(
  { teams, people }: JobDependencies,
  { ruling, escalation }: Outcome,
  owner: Team,
  requester: string,
): Promise<void> {
  for (const stage of ruling.kind === 'stages' ? ruling.stages : []) {
    const named = await namedBy(teams, owner, stage);
    const { workspace, enterprise } = owner;
    const others: string[] = [];
    for (const user of usersOf(named).filter((each) => each !== requester)) {
      if (await people.isActive({ workspace, enterprise, user })) {
        others.push(user);
      }
    }
    const isShort = others.length < stage.count && groupsOf(named).length === 0;
    const next = escalation && (await namedBy(teams, owner, escalation.to));
    if (isShort && (!next || (await isNobody(people, owner, next)))) {
      throw new ConfigurationError(
        'NO_APPROVER',
        `stage ${stage.name} of ${owner.key} has ${others.length} of ${stage.count}`,
        {
          userMessage: `Nobody of ${owner.name} could decide this (${approverNames(owner, requester)}).`,
        },
      );
    }
  }
}
