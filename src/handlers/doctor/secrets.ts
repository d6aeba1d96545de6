import { asked, type Finding, found } from '../../mesh/admin/finding.ts';
import type { DoctorPorts } from './doctor-ports.ts';

export async function secrets({ admins, slackApp }: DoctorPorts): Promise<readonly Finding[]> {
  const named = await asked(
    'the mesh admins’ secret can be read',
    { severity: 'error', effect: 'Nobody counts as a mesh admin.', fix: 'Mend the secret data-mesh/admins.' },
    () => admins.read(),
  );
  const app = await asked(
    'the Slack app’s secret can be read',
    {
      severity: 'error',
      effect: 'Everything from Slack is refused.',
      fix: 'Mend the secret data-mesh/slack/app.',
    },
    () => slackApp.adminChannel(),
  );
  return [
    named.finding,
    ...('value' in named
      ? [
          found('a mesh admin is named', named.value.users.length + named.value.groups.length > 0, {
            severity: 'error',
            effect: 'Nobody can see what is wrong, mend it or add teams from Slack.',
            fix: 'Name users or groups in the secret data-mesh/admins.',
          }),
        ]
      : []),
    app.finding,
  ];
}
