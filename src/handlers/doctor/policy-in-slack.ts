import { asked, type Finding } from '../../mesh/admin/finding.ts';
import { checkPolicy, faultText } from '../policy/check-policy.ts';
import { knownTeams } from '../policy/known-teams.ts';
import type { Deciders } from '../policy/outcome.ts';
import type { Policy } from '../policy/policy.ts';
import type { Team } from '../team.ts';
import type { SlackFault, SlackProbe } from './slack-probe.ts';

/** Somebody has to say yes here, so many different people. */
interface Step {
  readonly name: string;
  readonly deciders: Deciders;
  readonly count: number;
}

const FIX = 'Name somebody else with data-mesh-cli policy set, and look with policy test.';

/** Whether those whom a team's policy names are there, and every step of it can be taken by somebody. `all`: the teams that can be read. */
export async function policyInSlack(
  slack: Pick<SlackProbe, 'user' | 'group'>,
  team: Team,
  all: readonly Team[],
): Promise<readonly Finding[]> {
  const { policy, name } = team;
  if (policy === undefined) {
    return [];
  }
  const answer = await asked(
    `${name}: those whom its policy names can decide`,
    {
      severity: 'note',
      effect: 'The people of its policy could not be looked at.',
      fix: 'Install the app in that workspace, then ask again.',
    },
    () => lookAt(slack, team, policy, all),
  );
  const wrong = [...stale(team, policy, all), ...('value' in answer ? answer.value : [answer.finding])];
  return wrong.length > 0 ? wrong : [answer.finding];
}

/** A policy was right when it was saved: teams and approvers have changed since. */
function stale(team: Team, policy: Policy, all: readonly Team[]): readonly Finding[] {
  return checkPolicy(policy, knownTeams(team.key, all)).map((fault) => ({
    check: `${team.name}: ${faultText(fault)}`,
    ok: false,
    severity: 'warning',
    effect: 'It does not do what was meant: requests may wait for ever, or be decided otherwise.',
    fix: 'Correct it with data-mesh-cli policy set, and look with policy test.',
  }));
}

async function lookAt(
  slack: Pick<SlackProbe, 'user' | 'group'>,
  team: Team,
  policy: Policy,
  all: readonly Team[],
): Promise<readonly Finding[]> {
  const known = new Map<string, SlackFault | undefined>();
  const faultOf = async (id: string, ask: () => Promise<SlackFault | undefined>) => {
    if (!known.has(id)) {
      known.set(id, await ask());
    }
    return known.get(id);
  };
  const findings: Finding[] = [];
  for (const { name, deciders, count } of stepsOf(policy)) {
    const named = peopleOf(deciders, team, all);
    const users: (SlackFault | undefined)[] = [];
    for (const id of named.users) {
      users.push(await faultOf(id, () => slack.user(team, id)));
    }
    const groups: (SlackFault | undefined)[] = [];
    for (const id of named.groups) {
      groups.push(await faultOf(id, () => slack.group(team, id)));
    }
    // Of a group nobody knows how many it is; who could not be looked at may be well.
    const able = users.filter((fault) => fault?.kind !== 'wrong').length;
    const hasGroup = groups.some((fault) => fault?.kind !== 'wrong');
    if (!hasGroup && able < count) {
      findings.push({
        check: `${team.name}: ${name} needs ${count === 1 ? 'somebody' : `${count} people`}, and ${able === 0 ? 'nobody' : `only ${able}`} can say yes`,
        ok: false,
        severity: 'error',
        effect: 'Requests that come there wait for ever.',
        fix: FIX,
      });
    }
  }
  for (const id of [policy, ...policy.rules].flatMap(({ silent = [] }) => silent)) {
    await faultOf(id, () => slack.user(team, id));
  }
  const own = new Set([...team.approvers.users, ...team.approvers.silent, ...team.approvers.groups]);
  for (const [id, fault] of known) {
    // Those of the team itself are looked at with the team.
    if (fault?.kind === 'wrong' && !own.has(id)) {
      findings.push({
        check: `${team.name}: its policy names ${id}, who ${fault.says}`,
        ok: false,
        severity: 'warning',
        effect: 'They are asked nothing, and decide nothing.',
        fix: FIX,
      });
    }
  }
  return findings;
}

function stepsOf(policy: Policy): readonly Step[] {
  const escalations = [{ where: 'policy', settings: policy }, ...rulesOf(policy)].flatMap(
    ({ where, settings: { escalation } }) =>
      escalation ? [{ name: `${where}, escalation,`, deciders: escalation, count: 1 }] : [],
  );
  const stages = rulesOf(policy).flatMap(({ where, settings: { stages = [] } }) =>
    stages.map((stage) => ({ name: `${where}, stage ${stage.name},`, deciders: stage, count: stage.count })),
  );
  return [...stages, ...escalations];
}

function rulesOf({ rules }: Policy) {
  return rules.map((rule) => ({ where: `rule ${rule.id}`, settings: rule }));
}

/** A step that names nobody is the owner's approvers; a team that is gone is nobody. */
function peopleOf({ team: key, users = [], groups = [] }: Deciders, owner: Team, all: readonly Team[]) {
  const isOwner = key === undefined && users.length + groups.length === 0;
  const team = isOwner ? owner : all.find((each) => each.key === key);
  const { approvers } = team ?? { approvers: { users: [], silent: [], groups: [] } };
  return {
    users: [...new Set([...approvers.users, ...approvers.silent, ...users])],
    groups: [...new Set([...approvers.groups, ...groups])],
  };
}
