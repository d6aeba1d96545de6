import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { FunctionName } from '../../infra/bundle.ts';
import type { VirtualClock } from '../clock.ts';
import { ACCOUNTS, REGION } from '../seed/accounts.ts';
import { functionRoleArn, QUEUES, TABLES } from '../seed/app-resources.ts';
import type { Clients } from '../seed/clients.ts';
import { WORKSPACE_ID } from '../seed/workspace.ts';
import { createLambdaFunction, type LambdaFunction, type RoleCredentials } from './lambda-function.ts';

interface Shape {
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly concurrency: number;
}

/** As in the stacks, but for how many run side by side on two cores. */
const SHAPES: Readonly<Record<FunctionName, Shape>> = {
  slack: { memoryMb: 1024, timeoutMs: 5_000, concurrency: 2 },
  fulfilment: { memoryMb: 1024, timeoutMs: 120_000, concurrency: 2 },
  notification: { memoryMb: 512, timeoutMs: 60_000, concurrency: 1 },
  delivery: { memoryMb: 512, timeoutMs: 30_000, concurrency: 2 },
  housekeeping: { memoryMb: 512, timeoutMs: 60_000, concurrency: 1 },
};

export interface LaptopFunctionsOptions {
  readonly dist: string;
  readonly logs: string;
  readonly awsUrl: string;
  readonly slackApiUrl: string;
  readonly clock: VirtualClock;
  /** Of the mesh account's administrator, who takes the functions' roles in Lambda's place. */
  readonly mesh: Pick<Clients, 'sts'>;
}

export type LaptopFunctions = Readonly<Record<FunctionName, LambdaFunction>> & {
  readonly closeLogs: () => void;
};

export function queueUrl(awsUrl: string, name: keyof typeof QUEUES): string {
  return `${awsUrl}/${ACCOUNTS.mesh}/${QUEUES[name]}`;
}

/** The five functions from their bundles, each under its own role. */
export function createLaptopFunctions(options: LaptopFunctionsOptions): LaptopFunctions {
  const logs: WriteStream[] = [];
  const make = (name: FunctionName): LambdaFunction => {
    const log = createWriteStream(path.join(options.logs, `${name}.log`), { flags: 'a' });
    logs.push(log);
    return createLambdaFunction({
      name: `data-mesh-${name}`,
      directory: path.join(options.dist, name),
      ...SHAPES[name],
      clock: options.clock,
      variables: laptopVariables(options),
      credentials: () => assumeFunctionRole(options, name),
      onOutput: (text) => log.write(text),
    });
  };
  return {
    slack: make('slack'),
    fulfilment: make('fulfilment'),
    notification: make('notification'),
    delivery: make('delivery'),
    housekeeping: make('housekeeping'),
    closeLogs: () => {
      for (const log of logs) {
        log.end();
      }
    },
  };
}

/** The same names that the stacks set. */
export function laptopVariables({
  awsUrl,
  slackApiUrl,
}: Pick<LaptopFunctionsOptions, 'awsUrl' | 'slackApiUrl'>): Readonly<Record<string, string>> {
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: awsUrl,
    MESH_ACCOUNT_ID: ACCOUNTS.mesh,
    SUBSCRIPTIONS_TABLE: TABLES.subscriptions,
    LEDGER_TABLE: TABLES.ledger,
    SLACK_TABLE: TABLES.slack,
    JOBS_QUEUE_URL: queueUrl(awsUrl, 'jobs'),
    DELIVERIES_QUEUE_URL: queueUrl(awsUrl, 'deliveries'),
    JOBS_FAILED_QUEUE_URL: queueUrl(awsUrl, 'jobsFailed'),
    DELIVERIES_FAILED_QUEUE_URL: queueUrl(awsUrl, 'deliveriesFailed'),
    STREAM_FAILED_QUEUE_URL: queueUrl(awsUrl, 'streamFailed'),
    SECRETS_PREFIX: 'data-mesh',
    SLACK_API_URL: slackApiUrl,
    SESSION_LEVEL: 'tagged',
    HOME_WORKSPACE: WORKSPACE_ID,
  };
}

/** Session credentials of a function's role, as Lambda would get them. */
export async function assumeFunctionRole(
  { mesh, clock }: Pick<LaptopFunctionsOptions, 'mesh' | 'clock'>,
  name: FunctionName,
): Promise<RoleCredentials> {
  const { Credentials } = await mesh.sts.send(
    new AssumeRoleCommand({ RoleArn: functionRoleArn(name), RoleSessionName: `data-mesh-${name}` }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
    expiresAt: Credentials?.Expiration?.getTime() ?? clock.now(),
  };
}
