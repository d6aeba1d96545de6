import type { Command } from 'commander';
import { type Finding, troubles } from '../../mesh/admin/finding.ts';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import { adminOf } from '../account-sides.ts';
import type { ContextName } from '../credentials-file.ts';
import { defineCommand, type Start } from '../define-command.ts';
import { type AppPlace, examineTheApp } from '../examine-app.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export function addDoctorCommand(program: Command, start: Start): void {
  defineCommand(
    program,
    'doctor',
    'look whether everything is set up; changes nothing',
    'doctor --credentials-file mesh.json',
  )
    .option('--secrets-prefix <prefix>', 'what the names of the app’s secrets begin with', 'data-mesh')
    .option('--slack-api-url <url>', 'another Slack, for example the laptop’s', 'https://slack.com/api/')
    .option('--slack-table <name>', 'the app’s own table', 'AwsDataMeshSlack')
    .option('--ledger-table <name>', 'the app’s ledger', 'AwsDataMeshLedger')
    .action(async (values: AppPlace, command: Command) =>
      start({
        command,
        run: async (session) => {
          const findings = await examine(session, values);
          const bad = troubles(findings);
          const lines = [
            ...bad.map(
              ({ severity, check, effect, fix }) => `${MARK[severity]} ${check}. ${effect} To do: ${fix}`,
            ),
            ...findings.flatMap(({ ok, check }) => (ok ? [`ok   ${check}`] : [])),
          ];
          const wrong = bad.filter(({ severity }) => severity !== 'note').length;
          return {
            result: findings,
            text: lines.join('\n'),
            ...(wrong === 0 ? {} : { outcome: bad.length === findings.length ? 'failed' : 'partly' }),
          };
        },
      }),
    );
}

const MARK = { error: 'NOT ', warning: 'warn', note: 'note' } as const;

/** Every identity that is at hand is tried. */
async function examine(session: Session, place: AppPlace): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const known = (name: ContextName) => session.has(name);
  if (known('Mesh')) {
    findings.push(...(await new DataMeshAdmin(session.as('Mesh')).diagnoseMesh()));
    findings.push(...(await examineTheApp(session.as('Mesh'), place)));
  }
  for (const side of ['producer', 'consumer'] as const) {
    if (known(adminOf(side))) {
      findings.push(...(await new DataMeshAdmin(session.as(adminOf(side))).diagnoseMember(side)));
    }
  }
  if (known('Producer')) {
    findings.push(await new DataMeshProducer(session.as('Producer')).diagnose());
  }
  if (known('Consumer')) {
    findings.push(await new DataMeshConsumer(session.as('Consumer')).diagnose());
  }
  if (findings.length === 0) {
    throw new UsageError(
      'doctor needs a credentials file (--credentials-file, or the variable CredentialsFile) with the identities to look at.',
    );
  }
  return findings;
}
