import { asked, type Finding, type Severity } from '../../mesh/admin/finding.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Team } from '../team.ts';
import type { SlackPlace, SlackProbe } from './slack-probe.ts';

/** Seconds for which a delegation that has run out is still told of. */
const LATELY = 7 * 86_400;

export interface DelegationPorts {
  readonly slack: Pick<SlackProbe, 'user'>;
  readonly mesh: Pick<Mesh, 'delegations'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** What is odd about those who stand in for others in the workspaces of these teams, `own`, as far as it concerns their people; all of them without `own`. */
export async function delegationFindings(
  ports: DelegationPorts,
  teams: readonly Team[],
  own?: readonly Team[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const places = new Map<string, SlackPlace>((own ?? teams).map((team) => [team.workspace, team]));
  for (const place of places.values()) {
    const check = `who stands in for whom in workspace ${place.workspace} is in order`;
    const trouble = {
      severity: 'note',
      effect: 'Nobody knows whether those who stand in can decide.',
      fix: 'Ask again in a minute.',
    } as const;
    const answer = await asked(check, trouble, () => lookAt(ports, place, teams, own));
    findings.push(...('value' in answer && answer.value.length > 0 ? answer.value : [answer.finding]));
  }
  return findings;
}

async function lookAt(
  { slack, mesh, now }: DelegationPorts,
  place: SlackPlace,
  teams: readonly Team[],
  own: readonly Team[] | undefined,
): Promise<readonly Finding[]> {
  const mine = own && new Set(own.flatMap(peopleOf));
  const here = teams.filter(({ workspace }) => workspace === place.workspace);
  const all: Delegation[] = [];
  for await (const delegation of mesh.delegations(place.workspace, now() - LATELY)) {
    const { from, to, ended } = delegation;
    if (ended === undefined && (mine === undefined || mine.has(from) || mine.has(to))) {
      all.push(delegation);
    }
  }
  const standing = all.filter(({ ends }) => ends > now());
  const findings: Finding[] = [];
  for (const delegation of standing) {
    findings.push(...(await oddities(slack, place, here, delegation, standing)));
  }
  const over = all.filter(
    ({ from, ends }) => ends <= now() && !standing.some((other) => other.from === from),
  );
  return [...findings, ...over.map(expired)];
}

function expired(delegation: Delegation): Finding {
  const { from, to, ends } = delegation;
  return odd(
    'note',
    delegation,
    `ended on ${day(ends)}`,
    `What waits for ${from} waits for them alone again.`,
    `Where they are still away: /mesh delegate <@${to}> for <@${from}> once more.`,
  );
}

async function oddities(
  slack: Pick<SlackProbe, 'user'>,
  place: SlackPlace,
  here: readonly Team[],
  delegation: Delegation,
  others: readonly Delegation[],
): Promise<readonly Finding[]> {
  const { id, from, to, team, begins, ends } = delegation;
  const end = `End it with /mesh delegate end ${id}.`;
  const findings: Finding[] = [];
  const add = (severity: Severity, what: string, effect: string, fix = end): void => {
    findings.push(odd(severity, delegation, what, effect, fix));
  };
  if (from === to) {
    add('warning', 'is to themselves', 'It changes nothing: nobody stands in for them.');
    return findings;
  }
  for (const [user, effect] of [
    [to, `Nobody stands in for ${from}.`],
    [from, 'It hands on nothing: whoever hands on has to be able to decide.'],
  ] as const) {
    const fault = await slack.user(place, user);
    if (fault?.kind === 'wrong') {
      add('warning', `${user} ${fault.says}`, effect);
    } else if (!isInSomeTeam(here, user)) {
      add('warning', `${user} is in no team of the mesh any more`, effect);
    }
  }
  if (team !== undefined && !here.some(({ key }) => key === team)) {
    add('warning', `it is about team ${team}, which is not there any more`, 'It hands on nothing.');
  }
  const isLater = (other: Delegation) => other.begins > begins || (other.begins === begins && other.id > id);
  const overlap = others.find(
    (other) =>
      other.id !== id &&
      other.from === from &&
      isLater(other) &&
      other.begins < ends &&
      isSameOrWider(other, delegation),
  );
  if (overlap) {
    add(
      'note',
      `${overlap.to === to ? 'is there twice' : `${overlap.to} stands in for them too`} from ${day(overlap.begins)}`,
      overlap.to === to ? 'Ending one of them ends nothing.' : 'Either of the two may decide.',
      `End the one that is not meant: /mesh delegate end ${id}, or /mesh delegate end ${overlap.id}.`,
    );
  }
  const back = others.find((other) => other.from === to && other.begins < ends && begins < other.ends);
  if (back) {
    add(
      'warning',
      `${to} is away themselves from ${day(back.begins)}, with ${back.to}`,
      'It goes one step: meanwhile nobody decides for the first of them.',
      'Name somebody who is there for the whole time.',
    );
  }
  return findings;
}

function odd(
  severity: Severity,
  { from, to }: Delegation,
  what: string,
  effect: string,
  fix: string,
): Finding {
  return { check: `${to} stands in for ${from}: ${what}`, ok: false, severity, effect, fix };
}

/** Where a group is named, whom it holds is for Slack to say: then it counts as being in. */
function isInSomeTeam(teams: readonly Team[], user: string): boolean {
  return teams.some(
    (team) =>
      peopleOf(team).includes(user) ||
      team.members.groups.length + team.approvers.groups.length > 0 ||
      JSON.stringify(team.policy ?? {}).includes(`"${user}"`),
  );
}

function peopleOf({ members, approvers }: Team): readonly string[] {
  return [...members.users, ...approvers.users, ...approvers.silent];
}

function isSameOrWider(one: Delegation, other: Delegation): boolean {
  return (
    (one.team === undefined || other.team === undefined || one.team === other.team) &&
    (one.database === undefined || other.database === undefined || one.database === other.database)
  );
}

function day(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}
