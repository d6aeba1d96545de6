import { listed, mention, mentionGroup } from '../../blocks/text.ts';
import { type Delegation, isInForce } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { People } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { groupsOf, type Named, namedBy, usersOf } from './deciders.ts';
import type { Deciders, Outcome } from './outcome.ts';
import { progressOf, stagesOf, yesesTo } from './stage-progress.ts';

interface Ports {
  readonly mesh: Pick<Mesh, 'history' | 'delegations'>;
  readonly teams: Pick<TeamDirectory, 'byKey'>;
  readonly people: People;
  readonly now: () => number;
}

/** Those who decide on a request as it stands: everybody who may, and of them those who are pinged. */
export interface AskedPeople {
  readonly stage: string;
  readonly named: Named;
  /** Whether nobody is left who could: accounts that are gone, groups that are empty. */
  readonly isNobody: boolean;
  /** Mentions, ready for mrkdwn; never empty. */
  readonly names: string;
}

/** The people of the stage that a request waits in. Silent ones, and those whose account is gone, are not named; who stands in is. */
export async function askedPeople(
  ports: Ports,
  subscription: Subscription,
  owner: Team,
  outcome: Outcome,
): Promise<AskedPeople> {
  const { stage } = progressOf(stagesOf(outcome).stages, await yesesTo(ports.mesh, subscription));
  const named = await namedBy(ports.teams, owner, stage);
  return {
    stage: stage.name,
    named,
    isNobody: await isNobody(ports.people, owner, named),
    names: await namesOf(ports, subscription, owner, named, outcome.silent),
  };
}

/** Mentions of those who may decide once a request has waited long enough. */
export async function nextTier(
  ports: Ports,
  subscription: Subscription,
  owner: Team,
  to: Deciders,
): Promise<{ readonly named: Named; readonly names: string }> {
  const named = await namedBy(ports.teams, owner, to);
  return { named, names: await namesOf(ports, subscription, owner, named, []) };
}

/** Whether nobody of these has an account that counts: then the next tier decides at once. */
export async function isNobody(people: People, owner: Team, named: Named): Promise<boolean> {
  const { workspace, enterprise } = owner;
  for (const user of usersOf(named)) {
    if (await people.isActive({ workspace, enterprise, user })) {
      return false;
    }
  }
  for (const group of groupsOf(named)) {
    if ((await people.membersOfGroup(workspace, enterprise, group)).length > 0) {
      return false;
    }
  }
  return true;
}

async function namesOf(
  ports: Ports,
  subscription: Subscription,
  owner: Team,
  named: Named,
  silent: readonly string[],
): Promise<string> {
  const { people } = ports;
  const { workspace, enterprise } = owner;
  const pinged = [...new Set([...(named.team?.approvers.users ?? []), ...named.users])].filter(
    (user) => !silent.includes(user),
  );
  const users: string[] = [];
  for (const user of pinged) {
    if (await people.isActive({ workspace, enterprise, user })) {
      users.push(mention(user));
    }
  }
  const standIns: string[] = [];
  for await (const delegation of ports.mesh.delegations(workspace, ports.now())) {
    if (usersOf(named).includes(delegation.from) && covers(delegation, owner, subscription, ports.now())) {
      standIns.push(`${mention(delegation.to)} (for ${mention(delegation.from)})`);
    }
  }
  const all = [...users, ...groupsOf(named).map(mentionGroup), ...standIns];
  return all.length > 0 ? listed(all, 6) : `the approvers of ${owner.name}`;
}

function covers(
  delegation: Delegation,
  owner: Team,
  { database }: Pick<Subscription, 'database'>,
  now: number,
): boolean {
  return (
    isInForce(delegation, now) &&
    (delegation.team === undefined || delegation.team === owner.key) &&
    (delegation.database === undefined || delegation.database === database)
  );
}
