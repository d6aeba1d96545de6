import {
  CreateTableCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateRoleCommand,
  EntityAlreadyExistsException,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { type FunctionResources, functionPolicies } from '../../infra/function-policies.ts';
import { ACCOUNTS, REGION } from './accounts.ts';
import type { Clients } from './clients.ts';

/** Names of what the stacks in `infra/` make in the mesh account. */
export const TABLES = {
  subscriptions: 'AwsDataMeshSubscriptions',
  ledger: 'AwsDataMeshLedger',
  slack: 'AwsDataMeshSlack',
} as const;
export const QUEUES = {
  jobs: 'data-mesh-jobs.fifo',
  jobsFailed: 'data-mesh-jobs-failed.fifo',
  deliveries: 'data-mesh-deliveries.fifo',
  deliveriesFailed: 'data-mesh-deliveries-failed.fifo',
  streamFailed: 'data-mesh-stream-failed',
} as const;
export type QueueName = keyof typeof QUEUES;

/** Seconds; more than the longest function may run. */
const VISIBILITY = '150';

export function queueArn(name: QueueName): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNTS.mesh}:${QUEUES[name]}`;
}

export function functionRoleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNTS.mesh}:role/data-mesh-${name}`;
}

/** The FIFO queues with their failure queues. Making them again changes nothing. */
export async function makeQueues({ queues }: Pick<Clients, 'queues'>): Promise<void> {
  const make = (name: QueueName, attributes: Record<string, string>) =>
    queues.send(new CreateQueueCommand({ QueueName: QUEUES[name], Attributes: attributes }));
  await make('jobsFailed', { FifoQueue: 'true' });
  await make('deliveriesFailed', { FifoQueue: 'true' });
  await make('streamFailed', {});
  const withFailures = (failed: QueueName, maxReceiveCount: number) => ({
    FifoQueue: 'true',
    VisibilityTimeout: VISIBILITY,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(failed), maxReceiveCount }),
  });
  await make('jobs', withFailures('jobsFailed', 5));
  await make('deliveries', withFailures('deliveriesFailed', 20));
}

/** The app's own two tables; the subscriptions table is made by the mesh's set-up. */
export async function makeTables({ dynamodb }: Pick<Clients, 'dynamodb'>): Promise<void> {
  for (const TableName of [TABLES.ledger, TABLES.slack]) {
    try {
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) {
        throw error;
      }
    }
    await waitUntilTableExists(
      { client: dynamodb, maxWaitTime: 20, minDelay: 0.1, maxDelay: 1 },
      { TableName },
    );
  }
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: TABLES.slack,
      TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
    }),
  );
}

/** One role per function, with the policies that the stacks give them. The laptop's runtime takes them in Lambda's place. */
export async function makeFunctionRoles(
  { iam }: Pick<Clients, 'iam'>,
  resources: FunctionResources,
): Promise<void> {
  for (const [name, statements] of Object.entries(functionPolicies(resources))) {
    const RoleName = `data-mesh-${name}`;
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNTS.mesh}:user/administrator` },
          Action: 'sts:AssumeRole',
        },
      ],
    });
    try {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    } catch (error) {
      if (!(error instanceof EntityAlreadyExistsException)) {
        throw error;
      }
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
    }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Function', PolicyDocument }));
  }
}

export async function putSecret(
  { secrets }: Pick<Clients, 'secrets'>,
  name: string,
  value: unknown,
): Promise<void> {
  const SecretString = JSON.stringify(value);
  try {
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) {
      throw error;
    }
    await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  }
}
