import { asked, type Finding } from '../../mesh/admin/finding.ts';
import type { DoctorPorts } from './doctor-ports.ts';
import type { SlackPlace } from './slack-probe.ts';

export async function adminChannel(
  { slack, slackApp }: DoctorPorts,
  place: SlackPlace | undefined,
): Promise<readonly Finding[]> {
  const answer = await asked('', { severity: 'note', effect: '', fix: '' }, () => slackApp.adminChannel());
  if (!('value' in answer) || !place) {
    return []; // told already
  }
  const channel = answer.value;
  const trouble = {
    severity: 'warning',
    effect: 'What finds no other place is told to nobody.',
    fix: 'Name a channel that has the app in it as adminChannel in the secret data-mesh/slack/app.',
  } as const;
  if (channel === undefined) {
    return [{ check: 'a channel for mesh admins is named', ok: false, ...trouble }];
  }
  const look = await asked('the mesh admins’ channel', trouble, () => slack.channel(place, channel));
  if (!('value' in look)) {
    return [look.finding];
  }
  const fault = look.value;
  return fault === undefined
    ? [{ check: 'the app is in the mesh admins’ channel', ok: true }]
    : [
        {
          check: `the mesh admins’ channel ${channel} ${fault.says}`,
          ok: false,
          ...trouble,
          severity: fault.kind === 'unasked' ? 'note' : trouble.severity,
        },
      ];
}
