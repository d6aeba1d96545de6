import type { Command } from 'commander';
import { type Finding, troubles } from '../../mesh/admin/finding.ts';
import { DataMeshAdmin } from '../../mesh/aws/library/data-mesh-admin.ts';
import { DataMeshConsumer } from '../../mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshMacros } from '../../mesh/aws/library/data-mesh-macros.ts';
import { DataMeshProducer } from '../../mesh/aws/library/data-mesh-producer.ts';
import type { Side } from '../../mesh/names.ts';
import type { ContextName } from '../credentials-file.ts';
import { collectValues, defineCommand, type Start } from '../define-command.ts';
import { type AppPlace, examineTheApp } from '../examine-app.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export function addAdminCommands(program: Command, start: Start): void {
  defineCommand(
    program,
    'install-mesh-objects',
    'set the mesh account up, or mend what is missing',
    'install-mesh-objects --credentials-file mesh.json',
  )
    .option('--with-users', 'make IAM users besides roles and groups, as the Python library does')
    .action(async (values: { readonly withUsers?: boolean }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const made = await new DataMeshAdmin(session.as('Mesh')).initializeMeshAccount(values);
          const { manager, readOnly, subscriptionTracker } = made;
          const text = [
            `Manager   ${manager.roleArn}`,
            `Read-only ${readOnly.roleArn}`,
            `Table     ${subscriptionTracker.table}`,
            `Stream    ${subscriptionTracker.stream}`,
          ].join('\n');
          return { result: made, text };
        },
      }),
    );

  defineCommand(
    program,
    'enable-account',
    'set a member account up on both sides: its own role, and its role in the mesh',
    'enable-account --account-type producer --credentials-file mesh.json',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .option('--with-users', 'make IAM users besides roles and groups')
    .option('--crawler-role-arn <arn>', 'role for Glue crawlers, which the producer role may pass on')
    .option('--app-role-arn <arn>', "the app's role, which may take the account's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .option(
      '--data-location <s3>',
      'location of the producer, where it may change what it offers once the mesh governs it; may be repeated',
      collectValues,
    )
    .action(async (values: EnableValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const { dataLocation = [], ...rest } = values;
          const meshCredentials = session.as('Mesh').credentials;
          const installed: Record<string, unknown> = {};
          for (const side of sides(values.accountType)) {
            const account = session.as(adminOf(side));
            const made = await new DataMeshMacros(account).bootstrapAccount({
              ...rest,
              accountType: side,
              dataLocations: dataLocation,
              meshCredentials,
              accountCredentials: account.credentials,
            });
            Object.assign(installed, made);
          }
          return {
            result: installed,
            text: `The account is set up as ${Object.keys(installed).join(' and ')}.`,
          };
        },
      }),
    );

  defineCommand(
    program,
    'initialize-account',
    "make the account's own role only; the mesh's administrator enables it afterwards",
    'initialize-account --account-type consumer --credentials-file account.json',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .option('--with-users', 'make IAM users besides roles and groups')
    .option('--crawler-role-arn <arn>', 'role for Glue crawlers')
    .option('--app-role-arn <arn>', "the app's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .action(async (values: EnableValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const made = [];
          for (const side of sides(values.accountType)) {
            const admin = new DataMeshAdmin(session.as(adminOf(side)));
            made.push(
              await (side === 'producer'
                ? admin.initializeProducerAccount(values)
                : admin.initializeConsumerAccount(values)),
            );
          }
          return { result: made, text: made.map(({ roleArn }) => roleArn).join('\n') };
        },
      }),
    );

  defineCommand(
    program,
    'trust-app',
    "let the app's role into an account that the Python library set up; everything else stays",
    'trust-app --account-type producer --app-role-arn arn:aws:iam::111111111111:role/data-mesh-fulfilment --external-id a-secret',
  )
    .requiredOption('--account-type <type>', 'producer, consumer or both')
    .requiredOption('--app-role-arn <arn>', "the app's role")
    .option('--external-id <id>', "what the app's role has to bring")
    .action(async (values: EnableValues & { readonly appRoleArn: string }, command: Command) =>
      start({
        command,
        run: async (session) => {
          const changed = sides(values.accountType);
          for (const side of changed) {
            await new DataMeshAdmin(session.as(adminOf(side))).trustApp(side, values);
          }
          return {
            result: { trusted: values.appRoleArn, sides: changed },
            text: `${values.appRoleArn} may take the account's roles now.`,
          };
        },
      }),
    );

  defineCommand(
    program,
    'remove-account',
    'remove the roles of a member account that nothing rests on any more; a plan without --confirm',
    'remove-account --account-id 222222222222 --confirm 222222222222',
  )
    .option(
      '--account-id <id>',
      'in the mesh account: whose roles; without it, the roles of the account itself',
    )
    .option(
      '--account-type <type>',
      'without --account-id: whose administrator, producer or consumer',
      'producer',
    )
    .option('--confirm <id>', 'the account id again')
    .action(async (values: RemoveValues, command: Command) =>
      start({
        command,
        run: async (session) => {
          const [side = 'producer'] = sides(values.accountType);
          const removal =
            values.accountId === undefined
              ? await new DataMeshAdmin(session.as(adminOf(side))).removeMember(values.confirm)
              : await new DataMeshAdmin(session.as('Mesh')).removeAccount(values.accountId, values.confirm);
          const names = removal.roles.join(', ');
          const text = removal.isPlan
            ? `Would remove, with policies, groups and users: ${names}. Repeat with --confirm and the account id.`
            : `Removed: ${names}.`;
          return { result: removal, text };
        },
      }),
    );

  defineCommand(
    program,
    'doctor',
    'look whether everything is set up; changes nothing',
    'doctor --credentials-file mesh.json',
  )
    .option('--secrets-prefix <prefix>', 'what the names of the app’s secrets begin with', 'data-mesh')
    .option('--slack-api-url <url>', 'another Slack, for example the laptop’s', 'https://slack.com/api/')
    .option('--slack-table <name>', 'the app’s own table', 'AwsDataMeshSlack')
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

interface RemoveValues {
  readonly accountId?: string;
  readonly accountType: string;
  readonly confirm?: string;
}

interface EnableValues {
  readonly accountType: string;
  readonly withUsers?: boolean;
  readonly crawlerRoleArn?: string;
  readonly appRoleArn?: string;
  readonly externalId?: string;
  readonly dataLocation?: readonly string[];
}

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

function adminOf(side: Side): ContextName {
  return side === 'producer' ? 'ProducerAdmin' : 'ConsumerAdmin';
}

function sides(accountType: string): readonly Side[] {
  switch (accountType.trim().toLowerCase()) {
    case 'producer':
      return ['producer'];
    case 'consumer':
      return ['consumer'];
    case 'both':
      return ['producer', 'consumer'];
    default:
      throw new UsageError(`--account-type takes producer, consumer or both, not "${accountType}".`);
  }
}
