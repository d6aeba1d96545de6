import type { FunctionName } from './bundle.ts';
import type { Settings } from './context.ts';
import type { FunctionResources } from './function-policies.ts';

export type QueueName = 'jobs' | 'jobsFailed' | 'deliveries' | 'deliveriesFailed' | 'streamFailed';

/** Every name that the stack gives. Names are fixed, so that policies, the redrive command and the laptop can know them. */
export interface Names {
  readonly function: (name: FunctionName) => string;
  readonly queue: Readonly<Record<QueueName, string>>;
  readonly secret: { readonly app: string; readonly admins: string };
}

export function namesFor(prefix: string): Names {
  return {
    function: (name) => `${prefix}-${name}`,
    queue: {
      jobs: `${prefix}-jobs.fifo`,
      jobsFailed: `${prefix}-jobs-failed.fifo`,
      deliveries: `${prefix}-deliveries.fifo`,
      deliveriesFailed: `${prefix}-deliveries-failed.fifo`,
      streamFailed: `${prefix}-stream-failed`,
    },
    secret: { app: `${prefix}/slack/app`, admins: `${prefix}/admins` },
  };
}

/** ARNs of what the functions touch. `streamArn` is only known once the table is there. */
export function resourcesFor(settings: Settings, streamArn: string): FunctionResources {
  const { account, region, partition, prefix, tables, members, subscriptionsTable } = settings;
  const { queue } = namesFor(prefix);
  const regional = (service: string, name: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${name}`;
  const role = (owner: string, name: string): string =>
    `arn:${partition}:iam::${owner}:role/AwsDataMesh/${name}`;
  return {
    jobsQueueArn: regional('sqs', queue.jobs),
    deliveriesQueueArn: regional('sqs', queue.deliveries),
    jobsFailuresQueueArn: regional('sqs', queue.jobsFailed),
    deliveriesFailuresQueueArn: regional('sqs', queue.deliveriesFailed),
    streamFailuresQueueArn: regional('sqs', queue.streamFailed),
    subscriptionsTableArn:
      subscriptionsTable.mode === 'import'
        ? subscriptionsTable.arn
        : regional('dynamodb', `table/${SUBSCRIPTIONS_TABLE}`),
    streamArn,
    ledgerTableArn: regional('dynamodb', `table/${tables.ledger}`),
    slackTableArn: regional('dynamodb', `table/${tables.slack}`),
    secretsArn: regional('secretsmanager', `secret:${prefix}`),
    assumableRoleArns: [
      role(account, 'DataMeshAdminReadOnly'),
      ...members.flatMap((member) =>
        member.sides.map(
          (side) =>
            member.roles[side] ??
            role(member.account, side === 'producer' ? 'DataMeshProducer' : 'DataMeshConsumer'),
        ),
      ),
    ],
  };
}

/** The library knows the table by this name alone. */
export const SUBSCRIPTIONS_TABLE = 'AwsDataMeshSubscriptions';
