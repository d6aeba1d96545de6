import { type Delegation, isInForce } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { People, Person } from '../person.ts';
import { mayEverDecide } from '../policy/named-anywhere.ts';
import type { Team, TeamDirectory } from '../team.ts';

/** A producer team for which somebody stands in; for one of its databases only, where that is set. */
export interface StandIn {
  readonly team: Team;
  readonly delegation: Delegation;
}

interface Ports {
  readonly mesh: Pick<Mesh, 'delegations'>;
  readonly teams: TeamDirectory;
  readonly people: People;
  readonly now: () => number;
}

/** Where this person stands in for somebody now: for showing. Whether they may decide one case is found at the click. */
export async function standingIn(ports: Ports, person: Person): Promise<readonly StandIn[]> {
  const { mesh, now } = ports;
  const at = now();
  const found: StandIn[] = [];
  for await (const delegation of mesh.delegations(person.workspace, at)) {
    if (delegation.to === person.user && isInForce(delegation, at)) {
      found.push(...(await teamsOf(ports, delegation)).map((team) => ({ team, delegation })));
    }
  }
  return found;
}

/** The producer teams on whose data the one who handed on may decide, within what they handed on. */
export async function teamsOf(
  { teams, people }: Pick<Ports, 'teams' | 'people'>,
  { workspace, from, team: key }: Pick<Delegation, 'workspace' | 'from' | 'team'>,
): Promise<readonly Team[]> {
  const found: Team[] = [];
  for (const team of await teams.all()) {
    const isMeant = team.sides.includes('producer') && (key === undefined || key === team.key);
    const giver = { workspace, enterprise: team.enterprise, user: from };
    if (isMeant && (await mayEverDecide({ people, teams }, team, giver))) {
      found.push(team);
    }
  }
  return found;
}
