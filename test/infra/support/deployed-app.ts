import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Template } from 'aws-cdk-lib/assertions';
import express from 'express';
import * as z from 'zod';
import { bundle, type FunctionName } from '../../../infra/bundle.ts';
import { MANIFEST } from '../../../infra/manifest.ts';
import type { CallRecord } from '../../../local/aws/server.ts';
import { type Aws, startAws } from '../../../local/aws/start-aws.ts';
import { createClock, type VirtualClock } from '../../../local/clock.ts';
import type { EnvironmentOptions } from '../../../local/runtime/function-environment.ts';
import { ACCOUNTS, REGION, rootKeys } from '../../../local/seed/accounts.ts';
import { functionRoleArn } from '../../../local/seed/app-resources.ts';
import { type Clients, clientsFor } from '../../../local/seed/clients.ts';
import { seed } from '../../../local/seed/seed.ts';
import { TEAMS } from '../../../local/seed/teams.ts';
import { WORKSPACE } from '../../../local/seed/workspace.ts';
import { createSlack } from '../../../local/slack/start-slack.ts';
import { aMeshApp, someSettings } from './a-mesh-app.ts';
import { rolesOf, templateOf } from './template.ts';

export const SIGNING_SECRET = 'a-signing-secret-of-the-contract-tests';

const FunctionProperties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

export interface DeployedFunction {
  readonly handler: string;
  readonly timeoutMs: number;
  /** What the template sets, resolved; without what Lambda sets itself. */
  readonly variables: Readonly<Record<string, string>>;
  /** To start an environment of it as Lambda would, but for AWS and Slack, which are the stand-ins. */
  readonly environment: () => Promise<EnvironmentOptions>;
}

export interface DeployedApp {
  readonly aws: Aws;
  readonly clock: VirtualClock;
  /** Of the mesh account's administrator. */
  readonly mesh: Clients;
  readonly streamArn: string;
  readonly functions: Readonly<Record<FunctionName, DeployedFunction>>;
  /** Everything that the functions have printed. */
  readonly output: () => string;
  /** Messages of a channel, as Slack shows them. */
  readonly messages: (channel: string) => readonly SlackMessage[];
  /** Every call that reached either stand-in, in order. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

const SlackState = z.object({
  channels: z.array(
    z.object({ id: z.string(), messages: z.array(z.looseObject({ ts: z.string(), text: z.string() })) }),
  ),
});
export type SlackMessage = z.infer<typeof SlackState>['channels'][number]['messages'][number];

/**
 * The app as the template describes it, over the sample mesh in the AWS stand-in: the built bundles, each with the environment, the memory, the time
 * and exactly the rights that the template gives it.
 */
export async function aDeployedApp(): Promise<DeployedApp> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-deployed-'));
  const clock = createClock();
  const calls: string[] = [];
  const aws = await startAws({
    port: 0,
    clock,
    region: REGION,
    accounts: Object.values(ACCOUNTS).map((id) => ({ id, ...rootKeys(id) })),
    onCall: ({ service, operation }: CallRecord) => calls.push(`${service}:${operation}`),
  });
  const seeded = await seed({
    endpoint: aws.url,
    dataDir: folder,
    signingSecret: SIGNING_SECRET,
    onProgress: () => undefined,
  });
  const mesh = clientsFor(aws.url, seeded.admins.mesh);
  const template = templateOf(aMeshApp(settingsOf(seeded.streamArn)));
  await giveRights(mesh, template);
  const dist = path.join(folder, 'dist');
  await bundle(process.cwd(), dist);
  const slack = await startSlack(clock, (method) => calls.push(`slack:${method}`));
  let output = '';
  const permission = permissionFlag(process.env['MESH_LAMBDA_NODE']);
  const deployed = (name: FunctionName): DeployedFunction => {
    const found = functionOf(template, name, (queue) => `${aws.url}/${ACCOUNTS.mesh}/${queue}`);
    return {
      ...found,
      environment: async () => ({
        name: `data-mesh-${name}`,
        directory: path.join(dist, name),
        memoryMb: found.memoryMb,
        clock,
        ...(process.env['MESH_LAMBDA_NODE'] ? { node: process.env['MESH_LAMBDA_NODE'] } : {}),
        onOutput: (text) => (output += text),
        variables: {
          ...found.variables,
          ...(await roleCredentials(mesh, name)),
          AWS_REGION: REGION,
          // The only two that a deployed function does not have: where AWS and Slack are.
          AWS_ENDPOINT_URL: aws.url,
          SLACK_API_URL: `${slack.url}/api/`,
          // Lambda's file system is read-only but for /tmp.
          NODE_OPTIONS: `${permission} --allow-fs-read=* --allow-fs-write=${tmpdir()}/*`,
        },
      }),
    };
  };
  return {
    aws,
    clock,
    mesh,
    streamArn: seeded.streamArn,
    functions: {
      slack: deployed('slack'),
      fulfilment: deployed('fulfilment'),
      notification: deployed('notification'),
      delivery: deployed('delivery'),
      housekeeping: deployed('housekeeping'),
    },
    output: () => output,
    calls,
    messages: (channel) =>
      SlackState.parse(slack.state()).channels.find(({ id }) => id === channel)?.messages ?? [],
    async close() {
      await slack.close();
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settingsOf(streamArn: string) {
  return someSettings({
    account: ACCOUNTS.mesh,
    region: REGION,
    subscriptionsTable: { mode: 'import', arn: streamArn.split('/stream/')[0], streamArn },
    members: TEAMS.map(({ account, sides }) => ({ account, sides })),
  });
}

/** The seed has made the roles; their policies become those of the template. */
async function giveRights({ iam }: Clients, template: Template): Promise<void> {
  for (const { name, statements } of rolesOf(template).filter((role) => role.name !== 'data-mesh-schedule')) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'Function', PolicyDocument }));
  }
}

function functionOf(template: Template, name: FunctionName, queueUrl: (queue: string) => string) {
  const [resource] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `data-mesh-${name}` } }),
  );
  const { Handler, MemorySize, Timeout, Environment } = FunctionProperties.parse(resource?.['Properties']);
  const resolve = (value: unknown): string => {
    const { Ref } = z.object({ Ref: z.string() }).parse(value);
    const queue = template.findResources('AWS::SQS::Queue')[Ref]?.['Properties'];
    return queueUrl(z.object({ QueueName: z.string() }).parse(queue).QueueName);
  };
  return {
    handler: Handler,
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1000,
    variables: Object.fromEntries(
      Object.entries(Environment.Variables).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : resolve(value),
      ]),
    ),
  };
}

/** Lambda takes the role as a service; here the mesh account's administrator does it in its place. */
async function roleCredentials({ sts }: Clients, name: FunctionName): Promise<Record<string, string>> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: functionRoleArn(name), RoleSessionName: `data-mesh-${name}` }),
  );
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
  };
}

async function startSlack(clock: VirtualClock, onCall: (method: string) => void) {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}`;
  const slack = createSlack({
    clock,
    baseUrl: () => url,
    appUrl: () => url,
    manifest: JSON.parse(readFileSync(MANIFEST, 'utf8')),
    workspace: WORKSPACE,
    signingSecret: SIGNING_SECRET,
  });
  app.use('/api/:method', (request, _response, next) => {
    onCall(request.params.method);
    next();
  });
  app.use(slack.router);
  return {
    url,
    state: () => slack.state(),
    async close() {
      await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

/** The flag lost its `experimental` with Node 23.5. @see https://nodejs.org/api/permissions.html */
function permissionFlag(node = process.execPath): string {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(version)?.[1]) < 24 ? '--experimental-permission' : '--permission';
}
