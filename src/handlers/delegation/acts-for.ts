import { parseActor } from '../../mesh/actor.ts';
import { isInForce } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Decision } from '../../mesh/ports/decision.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isMember } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { isEligible, isInGoodStanding } from './eligible.ts';

interface Authority {
  readonly mesh: Pick<Mesh, 'delegations' | 'history'>;
  readonly teams: TeamDirectory;
  readonly people: People;
  /** Epoch seconds. */
  readonly now: () => number;
}

interface Case {
  readonly subscription: Subscription;
  readonly owner: Team;
  /** Actors as text for whom nobody may decide here any more: they have said yes already. */
  readonly spent?: readonly string[];
  /** Whether somebody may decide this by themselves. */
  readonly mayDecide: (person: Person) => Promise<boolean>;
}

/**
 * For whom this person may decide at this instant, by the ledger's delegations; `undefined` where for nobody. The one who handed on must
 * themselves be able to decide now: a chain goes one step. Neither of the two may have asked for it or shaped it, and whoever stands in must
 * be one of ours and gain nothing from it: no member of the team that asks.
 */
export async function actsFor(
  { mesh, teams, people, now }: Authority,
  person: Person,
  { subscription, owner, spent = [], mayDecide }: Case,
): Promise<Person | undefined> {
  const at = now();
  const askers = await askersOf(mesh, subscription);
  for await (const delegation of mesh.delegations(person.workspace, at)) {
    const { from, to, team, database } = delegation;
    const giver: Person = { ...person, home: undefined, user: from };
    const isMeant =
      to === person.user &&
      isInForce(delegation, at) &&
      (team === undefined || team === owner.key) &&
      (database === undefined || database === subscription.database) &&
      !askers.includes(from) &&
      !askers.includes(to) &&
      !spent.includes(`slack:${person.workspace}/${from}`);
    if (
      isMeant &&
      (await mayDecide(giver)) &&
      (await isInGoodStanding(people, giver)) &&
      (await mayStandIn({ teams, people }, person, subscription))
    ) {
      return giver;
    }
  }
  return undefined;
}

async function mayStandIn(
  { teams, people }: Pick<Authority, 'teams' | 'people'>,
  person: Person,
  { subscriber }: Subscription,
): Promise<boolean> {
  const all = await teams.all();
  for (const team of all.filter(({ account }) => account === subscriber)) {
    if (await isMember(people, team, person)) {
      return false;
    }
  }
  return isEligible(people, all, person);
}

/** Slack ids of all who asked for it or changed what is asked for. */
async function askersOf(
  mesh: Pick<Mesh, 'history'>,
  { id, requestedBy, extension }: Subscription,
): Promise<readonly string[]> {
  const edits: Decision[] = [];
  for await (const decision of mesh.history(id)) {
    if (decision.kind === 'edit') {
      edits.push(decision);
    }
  }
  return [requestedBy, extension?.by, ...edits.map(({ by }) => by)].flatMap((text) => {
    const actor = text === undefined ? undefined : parseActor(text);
    return actor?.kind === 'slack' ? [actor.user] : [];
  });
}
