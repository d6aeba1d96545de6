import { spawn } from 'node:child_process';
import path from 'node:path';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { namesFor, type QueueName } from '../../infra/names.ts';
import { MESH, REGION, rootOf, startTestAws, type TestAws } from '../local/aws/support.ts';

jest.setTimeout(120_000); // two cores may be busy with other suites

let aws: TestAws;
let queues: SQSClient;
const urls = new Map<QueueName, string>();

beforeAll(async () => {
  aws = await startTestAws();
  queues = new SQSClient(aws.as(MESH));
  for (const name of ['jobs', 'jobsFailed'] as const) {
    const { QueueUrl = '' } = await queues.send(
      new CreateQueueCommand({
        QueueName: namesFor('data-mesh').queue[name],
        Attributes: { FifoQueue: 'true' },
      }),
    );
    urls.set(name, QueueUrl);
  }
});
afterAll(async () => {
  queues.destroy();
  await aws.close();
});

function send(name: QueueName, group: string, body: string): Promise<unknown> {
  return queues.send(
    new SendMessageCommand({
      QueueUrl: urls.get(name),
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: `${group}-${body}`,
    }),
  );
}

async function bodies(name: QueueName): Promise<readonly string[]> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl: urls.get(name),
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  return Messages.map(({ Attributes, Body }) => `${Attributes?.MessageGroupId}: ${Body}`);
}

/** `npm run redrive -- …`, as an operator of the mesh account. */
function redrive(...args: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const { accessKeyId, secretAccessKey } = rootOf(MESH);
  const child = spawn(
    process.execPath,
    [path.join('node_modules', 'tsx', 'dist', 'cli.mjs'), path.join('infra', 'redrive.ts'), ...args],
    {
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: aws.url,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    },
  );
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

it('hands set-aside jobs over again, each in its group and in its order, and leaves nothing behind', async () => {
  await send('jobsFailed', 'sub-1', 'approve');
  await send('jobsFailed', 'sub-1', 'import');
  await send('jobsFailed', 'sub-2', 'deny');

  const first = await redrive('jobs');
  const again = await redrive('jobs');

  expect([first.code, first.out]).toEqual([0, '3 handed over again\n']);
  expect(again.out).toBe('0 handed over again\n');
  expect(await bodies('jobs')).toEqual(['sub-1: approve', 'sub-1: import', 'sub-2: deny']);
});

it('says in one line what is wrong with a command', async () => {
  const nothing = await redrive();
  const absent = await redrive('deliveries', '--prefix', 'other');

  expect([nothing.code, nothing.error]).toEqual([
    1,
    'usage: npm run redrive -- jobs|deliveries|stream [--prefix data-mesh]\n',
  ]);
  expect([absent.code, absent.error]).toEqual([
    1,
    'There is no queue other-deliveries-failed.fifo in this account and region.\n',
  ]);
});
