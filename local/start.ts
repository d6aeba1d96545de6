import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import express, { type Express, type Request, type Response } from 'express';
import { bundle, type FunctionName } from '../infra/bundle.ts';
import { type Aws, type AwsOptions, startAws } from './aws/start-aws.ts';
import type { VirtualClock } from './clock.ts';
import { openDataFolder } from './data-folder.ts';
import { keptClock } from './kept-clock.ts';
import { callThroughHttpApi } from './runtime/http-entry.ts';
import type { RoleCredentials } from './runtime/lambda-function.ts';
import {
  assumeFunctionRole,
  createLaptopFunctions,
  type LaptopFunctions,
  queueUrl,
} from './runtime/laptop-functions.ts';
import { type Mapping, startQueueMapping } from './runtime/queue-mapping.ts';
import { startSchedule } from './runtime/schedule.ts';
import { startStreamMapping } from './runtime/stream-mapping.ts';
import { ACCOUNTS, REGION, rootKeys } from './seed/accounts.ts';
import { queueArn, TABLES } from './seed/app-resources.ts';
import { type Clients, clientsFor } from './seed/clients.ts';
import { type Seeded, seed } from './seed/seed.ts';
import { CLIENT, WORKSPACE } from './seed/workspace.ts';
import type { Settings } from './settings.ts';
import { createSlack, type Slack } from './slack/start-slack.ts';
import { StartError } from './start-error.ts';

export interface LaptopOptions extends Settings {
  /** The repository's root. */
  readonly root: string;
  readonly onProgress: (step: string) => void;
  /** Bundles that were built already; built anew when absent. */
  readonly dist?: string;
  readonly onAwsCall?: AwsOptions['onCall'];
  /** As if the Slack app had token rotation on, which its manifest has off. */
  readonly tokenRotation?: boolean;
}

export interface Laptop {
  readonly url: string;
  readonly awsUrl: string;
  readonly aws: Aws;
  readonly slack: Slack;
  readonly clock: VirtualClock;
  readonly functions: LaptopFunctions;
  readonly seeded: Seeded;
  /** Fresh session credentials of a function's role. */
  credentialsOf(name: FunctionName): Promise<RoleCredentials>;
  close(): Promise<void>;
}

async function slackManifest({ root, tokenRotation }: LaptopOptions): Promise<unknown> {
  const manifest = JSON.parse(await readFile(path.join(root, 'infra', 'slack-manifest.json'), 'utf8'));
  return tokenRotation
    ? { ...manifest, settings: { ...manifest.settings, token_rotation_enabled: true } }
    : manifest;
}

const CATALOGUE_SECONDS = 5 * 60;

/** Brings the whole product up on 127.0.0.1: both stand-ins, the five functions, what feeds them, and the page. Throws `StartError`. */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const { dataDir, root, onProgress } = options;
  const page = express();
  const server = createServer(page);
  const url = await listen(server, options.port, 'MESH_PORT');
  const closers: (() => Promise<void> | void)[] = [() => closeServer(server)];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) {
      await close();
    }
  };
  try {
    await openDataFolder(dataDir, options.reset);
    const clock = await keptClock(dataDir);
    onProgress('AWS stand-in');
    const aws = await startStandIn(options, clock);
    closers.push(() => aws.close());
    const dist = options.dist ?? path.join(root, 'dist');
    if (!options.dist) {
      onProgress('bundles of the five functions');
      await bundle(root, dist);
    }
    const seeded = await seed({
      endpoint: aws.url,
      dataDir,
      signingSecret: randomBytes(16).toString('hex'),
      onProgress: (step) => onProgress(`seed: ${step}`),
    });
    const slack = createSlack({
      clock,
      baseUrl: () => url,
      appUrl: () => url,
      manifest: await slackManifest(options),
      workspace: WORKSPACE,
      signingSecret: seeded.signingSecret,
      client: CLIENT,
      dataDir: path.join(dataDir, 'slack'),
      awsFaults: {
        inject: ({ operation, kind, count, ms, code }) =>
          aws.faults.inject({
            operation,
            kind,
            count,
            ...(ms === undefined ? {} : { ms }),
            ...(code ? { code } : {}),
          }),
      },
    });
    closers.push(() => slack.close());
    const mesh = clientsFor(aws.url, seeded.admins.mesh);
    const functions = createLaptopFunctions({
      dist,
      logs: path.join(dataDir, 'logs'),
      awsUrl: aws.url,
      slackApiUrl: `${url}/api/`,
      clock,
      mesh,
    });
    closers.push(() => stopFunctions(functions));
    mountApp(page, functions, clock);
    page.use(slack.router);
    closers.push(...startMappings(functions, mesh, seeded, aws.url, clock, dataDir));
    await slack.verifyRequestUrl();
    onProgress('catalogue');
    await catalogueIsThere(mesh);
    return {
      url,
      awsUrl: aws.url,
      aws,
      slack,
      clock,
      functions,
      seeded,
      credentialsOf: (name) => assumeFunctionRole({ mesh, clock }, name),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const CATALOGUE_WAIT_MS = 60_000;

/** The form offers nothing before housekeeping has looked at the catalogue for the first time. */
async function catalogueIsThere({ dynamodb }: Clients): Promise<void> {
  const end = Date.now() + CATALOGUE_WAIT_MS;
  const Key = { pk: { S: 'catalogue-version' }, sk: { S: '-' } };
  while (
    !(await dynamodb.send(new GetItemCommand({ TableName: TABLES.slack, Key, ConsistentRead: true }))).Item
  ) {
    if (Date.now() > end) {
      throw new StartError(
        'The catalogue was not read within a minute. Start once more, which a busy machine may need; otherwise logs/fulfilment.log in the data folder says why, and npm start -- --reset begins anew.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function startStandIn(
  { awsPort, dataDir, onAwsCall }: LaptopOptions,
  clock: VirtualClock,
): Promise<Aws> {
  try {
    return await startAws({
      port: awsPort,
      dataDir: path.join(dataDir, 'aws'),
      clock,
      region: REGION,
      accounts: Object.values(ACCOUNTS).map((id) => ({ id, ...rootKeys(id) })),
      ...(onAwsCall ? { onCall: onAwsCall } : {}),
    });
  } catch (error) {
    throw portTaken(error, awsPort, 'MESH_AWS_PORT') ?? error;
  }
}

/** The app's own URL, as API Gateway would serve it. */
function mountApp(page: Express, functions: LaptopFunctions, clock: VirtualClock): void {
  const limit = express.raw({ type: () => true, limit: '10mb' });
  const serve = (request: Request, response: Response, next: (error: unknown) => void): void => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    callThroughHttpApi(functions.slack, clock, {
      method: request.method,
      path: request.path,
      query: new URL(request.url, 'http://laptop').search.slice(1),
      headers: request.headers,
      body,
    })
      .then(({ status, headers, cookies, body: answer }) => {
        for (const cookie of cookies) {
          response.append('set-cookie', cookie);
        }
        response.status(status).set(headers).send(answer);
      })
      .catch(next);
  };
  page.post('/slack/events', limit, serve);
  page.get('/slack/install', serve);
  page.get('/slack/oauth_redirect', serve);
}

function startMappings(
  functions: LaptopFunctions,
  mesh: Clients,
  seeded: Seeded,
  awsUrl: string,
  clock: VirtualClock,
  dataDir: string,
): readonly (() => Promise<void>)[] {
  const onError = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  };
  const queue = (name: 'jobs' | 'deliveries', target: keyof typeof functions & ('fulfilment' | 'delivery')) =>
    startQueueMapping({
      queues: mesh.queues,
      queueUrl: queueUrl(awsUrl, name),
      queueArn: queueArn(name),
      region: REGION,
      target: functions[target],
      concurrency: 2,
      onError,
    });
  const mappings: readonly Mapping[] = [
    startSchedule(functions.housekeeping, clock, CATALOGUE_SECONDS, onError),
    startStreamMapping({
      streams: mesh.streams,
      streamArn: seeded.streamArn,
      target: functions.notification,
      checkpointFile: path.join(dataDir, 'stream-position'),
      batchSize: 25,
      lanes: 2,
      retries: 8,
      failures: { queues: mesh.queues, queueUrl: queueUrl(awsUrl, 'streamFailed') },
      onError,
    }),
    queue('jobs', 'fulfilment'),
    queue('deliveries', 'delivery'),
  ];
  return mappings.map((mapping) => () => mapping.stop());
}

async function listen(server: Server, port: number, variable: string): Promise<string> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    throw portTaken(error, port, variable) ?? error;
  }
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
}

function portTaken(error: unknown, port: number, variable: string): StartError | undefined {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new StartError(
        `Port ${port} is taken by another program: stop that one, or choose another port, for example ${variable}=${port + 1} npm start.`,
        { cause: error },
      )
    : undefined;
}

function stopFunctions({ closeLogs, ...functions }: LaptopFunctions): void {
  for (const target of Object.values(functions)) {
    target.stop();
  }
  closeLogs();
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
}
