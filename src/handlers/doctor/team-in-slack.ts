import { asked, type Finding, type Severity } from '../../mesh/admin/finding.ts';
import type { Team } from '../team.ts';
import type { SlackFault, SlackProbe } from './slack-probe.ts';

interface Named {
  readonly field: string;
  readonly id: string;
}

/** What Slack says of the people, groups and the channel that a team names. Each is asked for once. */
export async function teamInSlack(slack: SlackProbe, team: Team): Promise<readonly Finding[]> {
  const answer = await asked(
    `${team.name}: what it names is there in Slack`,
    {
      severity: 'note',
      effect: 'Its people and its channel could not be looked at.',
      fix: 'Install the app in that workspace, then ask again.',
    },
    () => lookAt(slack, team),
  );
  if (!('value' in answer)) {
    return [answer.finding];
  }
  return answer.value.length === 0 ? [answer.finding] : answer.value;
}

async function lookAt(slack: SlackProbe, team: Team): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const unasked: SlackFault[] = [];
  const wrong = new Set<string>();
  const look = async (
    { field, id }: Named,
    ask: () => Promise<SlackFault | undefined>,
    trouble: { readonly severity: Severity; readonly effect: string; readonly fix: string },
  ): Promise<void> => {
    if (unasked.length > 0) {
      return; // Slack answers nothing more now; the rest is named below
    }
    const fault = await ask();
    if (fault?.kind === 'unasked') {
      unasked.push(fault);
    } else if (fault) {
      wrong.add(id);
      findings.push({ check: `${team.name}: ${field}, ${id} ${fault.says}`, ok: false, ...trouble });
    }
  };
  await look({ field: 'channel', id: team.channel }, () => slack.channel(team, team.channel), {
    severity: 'error',
    effect: 'Its requests and notices find no place, and go to the mesh admins instead.',
    fix: 'Invite the app with /invite in that channel, or name another channel with data-mesh-cli team add --replace.',
  });
  const { approvers, members } = team;
  const fix = 'Name somebody else with data-mesh-cli team add --replace.';
  for (const [field, users] of [
    ['approvers.users', approvers.users],
    ['approvers.silent', approvers.silent],
    ['members.users', members.users],
  ] as const) {
    const effect = field.startsWith('approvers') ? 'They decide nothing.' : 'They can ask for nothing.';
    for (const id of users) {
      await look({ field, id }, () => slack.user(team, id), { severity: 'warning', effect, fix });
    }
  }
  for (const [field, groups] of [
    ['approvers.groups', approvers.groups],
    ['members.groups', members.groups],
  ] as const) {
    for (const id of groups) {
      const effect = 'Questions about its people fail, and what they ask is refused.';
      await look({ field, id }, () => slack.group(team, id), { severity: 'warning', effect, fix });
    }
  }
  const deciders = [...approvers.users, ...approvers.silent, ...approvers.groups];
  if (deciders.length > 0 && deciders.every((id) => wrong.has(id))) {
    findings.push({
      check: `${team.name}: none of its approvers can decide`,
      ok: false,
      severity: 'error',
      effect: 'What is asked of it waits for ever.',
      fix,
    });
  }
  const [first] = unasked;
  if (first) {
    findings.push({
      check: `${team.name}: not everything it names could be looked at`,
      ok: false,
      severity: 'note',
      effect: `Slack was asked and ${first.says.replace('could not be checked: ', '')}.`,
      fix: 'Ask again in a minute; where a scope is missing, install the app again.',
    });
  }
  return findings;
}
