import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { functionPolicies } from '../../infra/function-policies.ts';
import { namesFor } from '../../infra/names.ts';
import { QUEUES, TABLES } from '../../local/seed/app-resources.ts';

const policies = functionPolicies({
  jobsQueueArn: 'JOBS',
  deliveriesQueueArn: 'DELIVERIES',
  jobsFailuresQueueArn: 'JOBS-FAILED',
  deliveriesFailuresQueueArn: 'DELIVERIES-FAILED',
  streamFailuresQueueArn: 'STREAM-FAILED',
  subscriptionsTableArn: 'SUBSCRIPTIONS',
  streamArn: 'STREAM',
  ledgerTableArn: 'LEDGER',
  slackTableArn: 'SLACK',
  secretsArn: 'SECRETS',
  assumableRoleArns: ['ROLE-1', 'ROLE-2'],
});

it('gives each function exactly this, and a right that is added has to be written down here as well', () => {
  const listed = Object.fromEntries(
    Object.entries(policies).map(([name, statements]) => [
      name,
      Object.fromEntries(
        statements.map(({ Sid, Action, Resource }) => [Sid, `${Action.join(' ')} on ${Resource.join(' ')}`]),
      ),
    ]),
  );

  const queueReading =
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility';
  const teams = {
    TeamSecrets: 'secretsmanager:GetSecretValue on SECRETS/teams/*',
    TeamNames: 'secretsmanager:ListSecrets on *',
  };
  const slackSecrets = { SlackSecrets: 'secretsmanager:GetSecretValue on SECRETS/slack/*' };
  expect(listed).toEqual({
    slack: {
      SendJobs: 'sqs:SendMessage on JOBS',
      ...slackSecrets,
      CatalogueCache: 'dynamodb:GetItem dynamodb:Query on SLACK',
    },
    fulfilment: {
      Jobs: `${queueReading} on JOBS`,
      ContinueJobs: 'sqs:SendMessage on JOBS',
      SendDeliveries: 'sqs:SendMessage on DELIVERIES',
      CountFailures: 'sqs:GetQueueAttributes on JOBS-FAILED DELIVERIES-FAILED STREAM-FAILED',
      Subscriptions:
        'dynamodb:DescribeTable dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:ConditionCheckItem dynamodb:Query dynamodb:Scan on SUBSCRIPTIONS SUBSCRIPTIONS/index/AwsDataMeshSubscriptions-Owner SUBSCRIPTIONS/index/AwsDataMeshSubscriptions-Subscriber',
      Ledger: 'dynamodb:PutItem dynamodb:GetItem dynamodb:Query on LEDGER',
      SlackState:
        'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:Query on SLACK',
      ...slackSecrets,
      KeepInstallations:
        'secretsmanager:CreateSecret secretsmanager:PutSecretValue on SECRETS/slack/install/*',
      ...teams,
      AdminsSecret: 'secretsmanager:GetSecretValue on SECRETS/admins-*',
      LakeSettings: 'lakeformation:GetDataLakeSettings on *',
      ActAsTeams: 'sts:AssumeRole sts:TagSession sts:SetSourceIdentity on ROLE-1 ROLE-2',
    },
    notification: {
      Changes: 'dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:DescribeStream on STREAM',
      FindStream: 'dynamodb:ListStreams on *',
      SetAside: 'sqs:SendMessage on STREAM-FAILED',
      SendDeliveries: 'sqs:SendMessage on DELIVERIES',
      SendObservations: 'sqs:SendMessage on JOBS',
      Outbox: 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on SLACK',
      ...teams,
    },
    delivery: {
      Deliveries: `${queueReading} on DELIVERIES`,
      Outbox: 'dynamodb:GetItem dynamodb:Query dynamodb:UpdateItem on SLACK',
      ...slackSecrets,
    },
    housekeeping: { SendJobs: 'sqs:SendMessage on JOBS' },
  });
});

it('has an explanation above every statement that holds a wildcard', () => {
  const lines = readFileSync(path.join('infra', 'function-policies.ts'), 'utf8').split('\n');
  const wide = Object.values(policies).flatMap((statements) =>
    statements
      .filter(({ Action, Resource }) => [...Action, ...Resource].some((one) => one.includes('*')))
      .map(({ Sid }) => Sid),
  );

  const unexplained = [...new Set(wide)].filter((sid) => {
    const line = lines.findIndex((text) => text.includes(`'${sid}'`));
    return !lines[line - 1]?.trim().startsWith('// ');
  });

  expect(wide.length).toBeGreaterThan(0);
  expect(unexplained).toEqual([]);
});

it('never gives a wildcard for an action', () => {
  const actions = Object.values(policies).flatMap((statements) => statements.flatMap(({ Action }) => Action));

  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});

it('lets the public function reach neither STS nor the mesh, and write nothing', () => {
  const actions = policies.slack.flatMap(({ Action }) => Action);

  expect(actions).not.toContainEqual(expect.stringMatching(/^(sts|iam|glue|lakeformation|ram|s3):/));
  expect(actions).not.toContainEqual(expect.stringMatching(/^dynamodb:.*(Put|Update|Delete|Write)/));
});

it('lets one function add to the ledger and none change or remove what is there', () => {
  const rights = Object.entries(policies).flatMap(([name, statements]) =>
    statements
      .filter(({ Resource }) => Resource.includes('LEDGER'))
      .flatMap(({ Action }) => Action.map((action) => `${name} ${action}`)),
  );

  expect(rights).toEqual([
    'fulfilment dynamodb:PutItem',
    'fulfilment dynamodb:GetItem',
    'fulfilment dynamodb:Query',
  ]);
});

it('is about the same queues and tables on the laptop as in the stacks', () => {
  expect(namesFor('data-mesh').queue).toEqual(QUEUES);
  expect(TABLES).toEqual({
    subscriptions: 'AwsDataMeshSubscriptions',
    ledger: 'AwsDataMeshLedger',
    slack: 'AwsDataMeshSlack',
  });
});
