import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import type { FunctionName } from '../../infra/bundle.ts';
import { FunctionEnvironment } from '../../local/runtime/function-environment.ts';
import { callThroughHttpApi, type HttpReply } from '../../local/runtime/http-entry.ts';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { QUEUES, type QueueName, queueArn } from '../../local/seed/app-resources.ts';
import { CHANNELS, PEOPLE, WORKSPACE_ID } from '../../local/seed/workspace.ts';
import { subscriptionIdFrom } from '../../src/mesh/subscriptions/subscription-id.ts';
import { click } from '../support/signed-request.ts';
import { aDeployedApp, type DeployedApp, SIGNING_SECRET } from './support/deployed-app.ts';

let app: DeployedApp;
const running = new Set<FunctionEnvironment>();

beforeAll(async () => {
  const node = process.env['MESH_LAMBDA_NODE'];
  process.stderr.write(
    node
      ? `The functions run on ${node}.\n`
      : `The functions run on this Node, ${process.version}; MESH_LAMBDA_NODE names a binary of the deployed version, nodejs24.x.\n`,
  );
  app = await aDeployedApp();
}, 90_000);

afterAll(async () => {
  for (const environment of running) {
    environment.stop();
  }
  await app.close();
});

/** One execution environment, cold. */
async function start(
  name: FunctionName,
  more: Readonly<Record<string, string>> = {},
): Promise<FunctionEnvironment> {
  const options = await app.functions[name].environment();
  const environment = new FunctionEnvironment({ ...options, variables: { ...options.variables, ...more } });
  running.add(environment);
  await environment.start();
  return environment;
}

async function invokeOnce(name: FunctionName, event: unknown): Promise<unknown> {
  const environment = await start(name);
  try {
    return await environment.invoke(event, app.functions[name].timeoutMs);
  } finally {
    environment.stop();
  }
}

/** As API Gateway hands a request of Slack over. */
function post(environment: FunctionEnvironment, body: string, signed = true): Promise<HttpReply> {
  const timestamp = Math.floor(app.clock.now() / 1000);
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  const target = {
    name: 'data-mesh-slack',
    invoke: (event: unknown) => environment.invoke(event, app.functions.slack.timeoutMs),
    kill: () => undefined,
    stop: () => undefined,
  };
  return callThroughHttpApi(target, app.clock, {
    method: 'POST',
    path: '/slack/events',
    query: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      ...(signed ? { 'x-slack-signature': `v0=${signature}` } : {}),
    },
    body: Buffer.from(body),
  });
}

function command(text: string): string {
  return new URLSearchParams({
    command: '/mesh',
    text,
    user_id: PEOPLE.ana,
    user_name: 'ana',
    team_id: WORKSPACE_ID,
    team_domain: 'sample',
    channel_id: CHANNELS.analytics,
    channel_name: 'analytics',
    api_app_id: 'A0MESH',
    is_enterprise_install: 'false',
    trigger_id: `1.2.${randomUUID()}`,
    response_url: 'http://127.0.0.1:9/response',
  }).toString();
}

function queueUrl(name: QueueName): string {
  return `${app.aws.url}/${ACCOUNTS.mesh}/${QUEUES[name]}`;
}

/** The next message of a queue as its mapping would hand it over, and what deletes it after success. */
async function take(name: QueueName): Promise<{ event: SQSEvent; done: () => Promise<unknown> }> {
  const { Messages = [] } = await app.mesh.queues.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl(name),
      WaitTimeSeconds: 2,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  const [message] = Messages;
  if (!message) {
    throw new Error(`nothing in ${name}`);
  }
  const { Body = '', MessageId = '', ReceiptHandle = '' } = message;
  return {
    event: sqsEvent(name, Body, { MessageId, ReceiptHandle }),
    done: () => remove(name, ReceiptHandle),
  };
}

function remove(name: QueueName, ReceiptHandle: string | undefined): Promise<unknown> {
  return app.mesh.queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl(name), ReceiptHandle }));
}

function sqsEvent(
  name: QueueName,
  body: string,
  { MessageId = randomUUID(), ReceiptHandle = '' }: { MessageId?: string; ReceiptHandle?: string } = {},
): SQSEvent {
  return {
    Records: [
      {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body,
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(app.clock.now()),
          SenderId: 'AROA',
          ApproximateFirstReceiveTimestamp: String(app.clock.now()),
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn(name),
        awsRegion: REGION,
      },
    ],
  };
}

/** All that is in the stream, as its mapping would hand it over. */
async function streamEvent(): Promise<{ Records: readonly unknown[] }> {
  const { streams } = app.mesh;
  const StreamArn = app.streamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  return { Records };
}

/** Status and phase of the record, as the table holds them. */
async function recordOf(id: string): Promise<{ status: string | undefined; phase: string | undefined }> {
  const { Item } = await app.mesh.dynamodb.send(
    new GetItemCommand({
      TableName: 'AwsDataMeshSubscriptions',
      Key: { SubscriptionId: { S: id } },
      ConsistentRead: true,
    }),
  );
  return { status: Item?.['Status']?.S, phase: Item?.['Fulfilment']?.M?.['Phase']?.S };
}

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
        JOBS_QUEUE_URL: queueUrl('jobs'),
        DELIVERIES_QUEUE_URL: queueUrl('deliveries'),
        SECRETS_PREFIX: 'data-mesh',
        SESSION_LEVEL: 'tagged',
        LOG_LEVEL: 'INFO',
      });
    }
  });
});

describe('from a request to granted tables, each function cold and with the rights of its template', () => {
  const request = {
    kind: 'request-access',
    id: 'contract-request',
    workspace: WORKSPACE_ID,
    user: PEOPLE.ana,
    reply: { channel: CHANNELS.analytics },
    form: {
      team: 'analytics',
      database: 'sales-222222222222',
      tables: ['orders', 'customers'],
      permissions: ['SELECT', 'DESCRIBE'],
      reason: 'Weekly revenue by region for the board report',
    },
  };
  const id = subscriptionIdFrom(request.id);
  let approval: SQSEvent;

  it('housekeeping sends a job, and fulfilment fills the cache from it', async () => {
    const tick = {
      version: '0',
      id: 'tick-1',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      detail: '{}',
    };

    await invokeOnce('housekeeping', tick);
    const job = await take('jobs');
    const before = app.calls.length;
    const answer = await invokeOnce('fulfilment', job.event);
    await job.done();

    expect(answer).toEqual(NO_FAILURE);
    expect(app.calls.slice(before)).toContain('glue:GetTables');
    await expectNothingMore(app.calls.length);
  });

  it('fulfilment stores a request, and notification keeps the card and hands it to the deliveries queue', async () => {
    const job = JSON.stringify({ ...request, at: Math.floor(app.clock.now() / 1000) });

    const stored = await invokeOnce('fulfilment', sqsEvent('jobs', job));
    const told = await invokeOnce('notification', await streamEvent());

    expect([stored, told]).toEqual([NO_FAILURE, NO_FAILURE]);
    expect(await recordOf(id)).toEqual({ status: 'Pending', phase: undefined });
    await expectNothingMore(app.calls.length);
  });

  it('delivery brings every kept message to Slack', async () => {
    for (let waiting = 2; waiting > 0; waiting -= 1) {
      const { event, done } = await take('deliveries');
      expect(await invokeOnce('delivery', event)).toEqual(NO_FAILURE);
      await done();
    }

    expect(app.messages(CHANNELS.sales).map(({ text }) => text)).toEqual([expect.stringContaining('orders')]);
    await expectNothingMore(app.calls.length);
  });

  it('the public function answers a click within its time and sends one job, in the order of the subscription', async () => {
    const environment = await start('slack');
    const [card] = app.messages(CHANNELS.sales);
    const payload = click({
      user: PEOPLE.bo,
      channel: CHANNELS.sales,
      ts: card?.ts ?? '',
      actionId: 'mesh.approve',
      value: buttonOf(card, 'mesh.approve'),
    });

    const answered = await post(
      environment,
      new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    );
    const job = await take('jobs');

    expect(answered.status).toBe(200);
    approval = job.event;
    await job.done();
    expect(JSON.parse(approval.Records[0]?.body ?? '')).toMatchObject({
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
      ms: 6_000,
      count: 1,
    });
    const short = await start('fulfilment');

    await expect(short.invoke(approval, 4_000)).rejects.toThrow('was stopped');
    const between = await recordOf(id);
    app.aws.faults.clear();
    const answer = await invokeOnce('fulfilment', approval);

    expect(between).toEqual({ status: 'Pending', phase: 'Granting' });
    expect(answer).toEqual(NO_FAILURE);
    expect(await recordOf(id)).toEqual({ status: 'Active', phase: 'Granted' });
    await expectNothingMore(app.calls.length);
  });

  it('a repeated delivery of the same job changes nothing and grants nothing', async () => {
    const before = app.calls.length;

    const answer = await invokeOnce('fulfilment', approval);

    expect(answer).toEqual(NO_FAILURE);
    expect(app.calls.slice(before).filter((call) => /Grant/.test(call))).toEqual([]);
    expect(await recordOf(id)).toEqual({ status: 'Active', phase: 'Granted' });
  });
});

describe('an execution environment', () => {
  it('may be frozen between two events, for as long as Lambda likes', async () => {
    const environment = await start('slack');
    const first = await post(environment, command('help'));

    process.kill(environment.pid ?? 0, 'SIGSTOP');
    await pause(1_500);
    process.kill(environment.pid ?? 0, 'SIGCONT');
    const second = await post(environment, command('help'));

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toBe(first.body);
  });

  it('starts with variables that are missing by naming them in the log, and answers nobody', async () => {
    const environment = await start('slack', { JOBS_QUEUE_URL: '' });

    const answer = await post(environment, command('help'));

    expect(answer.status).toBe(500);
    expect(app.output()).toContain('malformed environment: JOBS_QUEUE_URL');
  });

  it('hands a malformed job back, so that it ends in the failure queue and not in silence', async () => {
    const event = sqsEvent('jobs', '{"kind":"nonsense"}', { MessageId: 'odd' });

    expect(await invokeOnce('fulfilment', event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'odd' }] });
  });

  it('cannot write anywhere but into /tmp, and none of the functions above has wanted to', async () => {
    const options = await app.functions.delivery.environment();
    const directory = mkdtempSync(path.join(tmpdir(), 'mesh-writer-'));
    const source = "exports.handler = async (file) => require('node:fs').writeFileSync(file, 'x');";
    writeFileSync(path.join(directory, 'index.cjs'), source);
    const environment = new FunctionEnvironment({ ...options, directory });
    running.add(environment);
    await environment.start();

    await expect(environment.invoke(path.join(directory, 'in-tmp'), 5_000)).resolves.toBeNull();
    await expect(environment.invoke(path.resolve('elsewhere'), 5_000)).rejects.toThrow(/restricted/);

    rmSync(directory, { recursive: true });
    expect(app.output()).not.toContain('ERR_ACCESS_DENIED"');
  });
});
