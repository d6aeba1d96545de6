import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { LOG_METRICS } from '../../infra/log-metrics.ts';
import { redriveStream } from '../../infra/redrive-stream.ts';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { BOT, CHANNELS, PEOPLE, WORKSPACE_ID } from '../../local/seed/workspace.ts';
import { subscriptionIdFrom } from '../../src/mesh/subscriptions/subscription-id.ts';
import { click } from '../support/signed-request.ts';
import { eventually } from '../support/slack-person.ts';
import { aDeployedApp, type DeployedApp, SIGNING_SECRET } from './support/deployed-app.ts';
import { matches } from './support/log-pattern.ts';
import { queueUrl, recordOf, sqsEvent, streamEvent, take } from './support/on-stand-ins.ts';
import { command, createRunner, type Runner } from './support/run-function.ts';

jest.setTimeout(120_000); // two cores may be busy with other suites

let app: DeployedApp;
let run: Runner;

beforeAll(async () => {
  const node = process.env['MESH_LAMBDA_NODE'];
  process.stderr.write(
    node
      ? `The functions run on ${node}.\n`
      : `The functions run on this Node, ${process.version}; MESH_LAMBDA_NODE names a binary of the deployed version, nodejs24.x.\n`,
  );
  app = await aDeployedApp();
  run = createRunner(app);
}, 240_000);

afterAll(async () => {
  run.stopAll();
  await app.close();
});

const NO_FAILURE = { batchItemFailures: [] };

/** Value of the first button with this action in a message of Slack. */
function buttonOf(message: unknown, actionId: string): string {
  const [, value] =
    new RegExp(`"action_id":"${actionId}"[^{}]*"value":"([^"]+)"`).exec(JSON.stringify(message)) ??
    new RegExp(`"value":"([^"]+)"[^{}]*"action_id":"${actionId}"`).exec(JSON.stringify(message)) ??
    [];
  if (value === undefined) {
    throw new Error(`no button ${actionId} in ${JSON.stringify(message)}`);
  }
  return value;
}

const REASON = 'Weekly revenue by region for the board report';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Nothing reaches AWS or Slack once the answer is there: on Lambda the process is frozen by then. */
async function expectNothingMore(since: number): Promise<void> {
  await pause(600);
  expect(app.calls.slice(since)).toEqual([]);
}

describe('the templates and the app', () => {
  it('agree on every variable: what the template sets is read, and what the app reads is set or has a default', () => {
    for (const { variables, handler } of Object.values(app.functions)) {
      expect(handler).toBe('index.handler');
      expect(variables).toEqual({
        MESH_ACCOUNT_ID: ACCOUNTS.mesh,
        SUBSCRIPTIONS_TABLE: 'AwsDataMeshSubscriptions',
        LEDGER_TABLE: 'AwsDataMeshLedger',
        SLACK_TABLE: 'AwsDataMeshSlack',
        JOBS_QUEUE_URL: queueUrl(app, 'jobs'),
        DELIVERIES_QUEUE_URL: queueUrl(app, 'deliveries'),
        JOBS_FAILED_QUEUE_URL: queueUrl(app, 'jobsFailed'),
        DELIVERIES_FAILED_QUEUE_URL: queueUrl(app, 'deliveriesFailed'),
        STREAM_FAILED_QUEUE_URL: queueUrl(app, 'streamFailed'),
        SECRETS_PREFIX: 'data-mesh',
        SESSION_LEVEL: 'tagged',
        LOG_LEVEL: 'INFO',
      });
    }
  });
});

/** Ana's team asks for two tables of the sales team. */
function requestOf(id: string) {
  return {
    kind: 'request-access',
    id,
    at: Math.floor(Date.now() / 1000),
    workspace: WORKSPACE_ID,
    user: PEOPLE.ana,
    reply: { channel: CHANNELS.analytics },
    form: {
      team: 'analytics',
      database: 'sales-222222222222',
      tables: ['orders', 'customers'],
      permissions: ['SELECT', 'DESCRIBE'],
      reason: REASON,
    },
  };
}

describe('from a request to granted tables, each function cold and with the rights of its template', () => {
  const request = requestOf('contract-request');
  const id = subscriptionIdFrom(request.id);
  let approval: SQSEvent;

  it('housekeeping sends its jobs, and fulfilment fills the cache from one of them', async () => {
    const tick = {
      version: '0',
      id: 'tick-1',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      detail: '{}',
    };

    await run.invoke('housekeeping', tick);
    const before = app.calls.length;
    const kinds: unknown[] = [];
    for (let sent = 0; sent < 4; sent += 1) {
      const job = await take(app, 'jobs');
      expect(await run.invoke('fulfilment', job.event)).toEqual(NO_FAILURE);
      kinds.push(Object(job.body).kind);
      await job.done();
    }

    expect(kinds.sort()).toEqual(['drift', 'renew-tokens', 'sweep', 'sync-catalogue']);
    expect(app.calls.slice(before)).toContain('glue:GetTables');
    await expectNothingMore(app.calls.length);
  });

  it('fulfilment stores a request, and notification keeps the card and hands it to the deliveries queue', async () => {
    const job = JSON.stringify(request);

    const stored = await run.invoke('fulfilment', sqsEvent('jobs', job));
    const told = await run.invoke('notification', await streamEvent(app));

    expect([stored, told]).toEqual([NO_FAILURE, NO_FAILURE]);
    expect(await recordOf(app, id)).toEqual({ status: 'Pending', phase: undefined });
    await expectNothingMore(app.calls.length);
  });

  it('delivery brings every kept message to Slack', async () => {
    for (let waiting = 2; waiting > 0; waiting -= 1) {
      const { event, done } = await take(app, 'deliveries');
      expect(await run.invoke('delivery', event)).toEqual(NO_FAILURE);
      await done();
    }

    expect(app.messages(CHANNELS.sales).map(({ text }) => text)).toEqual([expect.stringContaining('orders')]);
    await expectNothingMore(app.calls.length);
  });

  it('the public function answers a click within its time and sends one job, in the order of the subscription', async () => {
    const environment = await run.start('slack');
    const [card] = app.messages(CHANNELS.sales);
    const payload = click({
      user: PEOPLE.bo,
      channel: CHANNELS.sales,
      ts: card?.ts ?? '',
      actionId: 'mesh.approve',
      value: buttonOf(card, 'mesh.approve'),
    });

    const answered = await run.post(
      environment,
      new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    );
    const job = await take(app, 'jobs');

    expect(answered.status).toBe(200);
    approval = job.event;
    await job.done();
    expect(job.body).toMatchObject({
      kind: 'approve',
      subscriptionId: id,
      user: PEOPLE.bo,
    });
    await expectNothingMore(app.calls.length);
  });

  it('a deadline in the middle of the grants loses nothing: the next delivery finishes its own claim', async () => {
    app.aws.faults.inject({
      service: 'lakeformation',
      operation: 'BatchGrantPermissions',
      kind: 'slow',
      ms: 14_000,
      count: 1,
    });
    const short = await run.start('fulfilment');
    const before = app.calls.length;

    await expect(short.invoke(approval, 12_000)).rejects.toThrow('was stopped');
    const between = await recordOf(app, id);
    // What was on its way when the function died still arrives, as it would at AWS.
    await eventually(
      async () => app.calls.slice(before).includes('lakeformation:BatchGrantPermissions'),
      'the call that was under way',
    );
    app.aws.faults.clear();
    const answer = await run.invoke('fulfilment', approval);

    expect(between).toEqual({ status: 'Pending', phase: 'Granting' });
    expect(answer).toEqual(NO_FAILURE);
    expect(await recordOf(app, id)).toEqual({ status: 'Active', phase: 'Granted' });
    await expectNothingMore(app.calls.length);
  });

  it('a repeated delivery of the same job changes nothing and grants nothing', async () => {
    const before = app.calls.length;

    const answer = await run.invoke('fulfilment', approval);

    expect(answer).toEqual(NO_FAILURE);
    expect(app.calls.slice(before).filter((call) => /Grant/.test(call))).toEqual([]);
    expect(await recordOf(app, id)).toEqual({ status: 'Active', phase: 'Granted' });
  });
});

describe('an execution environment', () => {
  it('may be frozen between two events, for as long as Lambda likes', async () => {
    const environment = await run.start('slack');
    const first = await run.post(environment, command('help'));

    process.kill(environment.pid ?? 0, 'SIGSTOP');
    await pause(1_500);
    process.kill(environment.pid ?? 0, 'SIGCONT');
    const second = await run.post(environment, command('help'));

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toBe(first.body);
  });

  it('starts with variables that are missing by naming them in the log, and answers nobody', async () => {
    const environment = await run.start('slack', { JOBS_QUEUE_URL: '' });

    const answer = await run.post(environment, command('help'));

    expect(answer.status).toBe(500);
    expect(app.output()).toContain('malformed environment: JOBS_QUEUE_URL');
  });

  it('hands a malformed job back, so that it ends in the failure queue and not in silence', async () => {
    const event = sqsEvent('jobs', '{"kind":"nonsense"}', { MessageId: 'odd' });

    expect(await run.invoke('fulfilment', event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'odd' }] });
  });

  it('cannot write anywhere but into /tmp, and none of the functions above has wanted to', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'mesh-writer-'));
    const source = "exports.handler = async (file) => require('node:fs').writeFileSync(file, 'x');";
    writeFileSync(path.join(directory, 'index.cjs'), source);
    const environment = await run.start('delivery', {}, directory);

    await expect(environment.invoke(path.join(directory, 'in-tmp'), 5_000)).resolves.toBeNull();
    await expect(environment.invoke(path.resolve('/', 'elsewhere-of-mesh'), 5_000)).rejects.toThrow(
      /restricted/,
    );

    rmSync(directory, { recursive: true });
    expect(app.output()).not.toContain('ERR_ACCESS_DENIED"');
  });
});

describe('what the functions log', () => {
  it('becomes the metrics of the dashboard and the alarms', async () => {
    const unsigned = await run.post(await run.start('slack'), command('help'), false);
    const wrong = {
      ...requestOf('stranger-request'),
      kind: 'import',
      subscriptionId: 'nobody-knows-this',
      reference: 'or-this',
    };
    await run.invoke('fulfilment', sqsEvent('jobs', JSON.stringify(wrong)));

    const lines = logLines();
    const counted = Object.entries(LOG_METRICS).map(([metric, { pattern }]) => [
      metric,
      lines.filter((line) => matches(pattern, line)).length > 0,
    ]);

    expect(unsigned.status).toBe(401);
    expect(Object.fromEntries(counted)).toMatchObject({
      AckMs: true,
      RequestsRefused: true,
      Decisions: true,
      JobsRefused: true,
    });
    expect(lines.find((line) => matches(LOG_METRICS.AckMs.pattern, line))?.['ack_ms']).toEqual(
      expect.any(Number),
    );
  });

  it('says for which subscription and which request, and holds no secret and no reason', () => {
    const lines = logLines();

    const aboutJobs = lines.filter(({ kind, message }) => kind === 'approve' && message !== undefined);
    expect(aboutJobs.length).toBeGreaterThan(0);
    for (const line of aboutJobs) {
      expect(line).toMatchObject({
        subscription_id: expect.any(String),
        function_request_id: expect.any(String),
      });
    }
    for (const secret of [
      REASON,
      SIGNING_SECRET,
      BOT.botToken,
      'AWS_SECRET_ACCESS_KEY',
      'response_url',
      'xoxb-',
    ]) {
      expect(app.output().includes(secret)).toBe(false);
    }
  });
});

describe('the redrive of changes', () => {
  it('reads a change that was set aside from the stream again and has it told', async () => {
    const { Records } = await streamEvent(app);
    const sequence = Records.at(-1)?.dynamodb?.SequenceNumber;
    await setAside({ streamArn: app.streamArn, startSequenceNumber: sequence, endSequenceNumber: sequence });
    const lambda = await lambdaInFrontOf((event) => run.invoke('notification', event));

    const counts = await redriveStream({
      ...app.mesh,
      functions: lambda.client,
      from: queueUrl(app, 'streamFailed'),
      notification: 'data-mesh-notification',
    });
    const again = await redriveStream({
      ...app.mesh,
      functions: lambda.client,
      from: queueUrl(app, 'streamFailed'),
      notification: 'data-mesh-notification',
    });
    await lambda.close();

    expect(counts).toEqual({ told: 1, failed: 0, tooOld: 0 });
    expect(again).toEqual({ told: 0, failed: 0, tooOld: 0 });
    expect(lambda.asked).toEqual(['/2015-03-31/functions/data-mesh-notification/invocations']);
  });

  it('leaves what fails again, and what the stream has forgotten, where it is', async () => {
    const { Records } = await streamEvent(app);
    const sequence = Records.at(-1)?.dynamodb?.SequenceNumber;
    await setAside({ streamArn: app.streamArn, startSequenceNumber: sequence });
    await setAside({
      streamArn: app.streamArn.replace(/stream\/.*/, 'stream/2020-01-01T00:00:00.000'),
      startSequenceNumber: '1',
    });
    const lambda = await lambdaInFrontOf(async () => ({ batchItemFailures: [{ itemIdentifier: sequence }] }));

    const counts = await redriveStream({
      ...app.mesh,
      functions: lambda.client,
      from: queueUrl(app, 'streamFailed'),
      notification: 'data-mesh-notification',
    });
    await lambda.close();

    expect(counts).toEqual({ told: 0, failed: 1, tooOld: 1 });
  });
});

function setAside(DDBStreamBatchInfo: object): Promise<unknown> {
  const MessageBody = JSON.stringify({ DDBStreamBatchInfo });
  return app.mesh.queues.send(
    new SendMessageCommand({ QueueUrl: queueUrl(app, 'streamFailed'), MessageBody }),
  );
}

/** Lambda's Invoke, as far as the redrive command calls it, over functions under the Runtime API. */
async function lambdaInFrontOf(invoke: (event: unknown) => Promise<unknown>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(request.url ?? '');
      void invoke(JSON.parse(Buffer.concat(chunks).toString('utf8'))).then((answer) =>
        response.end(JSON.stringify(answer)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new LambdaClient({
    region: REGION,
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });
  return {
    client,
    asked,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

/** Every JSON line that a function has printed; nothing else may be among them but what Node itself says. */
function logLines(): readonly Readonly<Record<string, unknown>>[] {
  return app
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}
