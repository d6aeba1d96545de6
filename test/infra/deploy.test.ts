import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  type StreamSpecification,
  TagResourceCommand,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { describeSubscriptions, requireAccount, requireKnownSchema } from '../../infra/before-deploy.ts';
import { checkSettings } from '../../infra/context.ts';
import { nextSteps } from '../../infra/next-steps.ts';
import { MESH, PRODUCER, REGION, rootOf, startTestAws, type TestAws } from '../local/aws/support.ts';

jest.setTimeout(120_000); // two cores may be busy with other suites

const SETTINGS = {
  account: MESH,
  region: REGION,
  subscriptionsTable: { mode: 'create' },
  members: [{ account: PRODUCER, sides: ['producer'] }],
};
const settings = checkSettings(SETTINGS, '.');

let aws: TestAws;
let dynamodb: DynamoDBClient;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mesh-deploy-'));
  aws = await startTestAws();
  dynamodb = new DynamoDBClient(aws.as(MESH));
});
afterAll(async () => {
  dynamodb.destroy();
  await aws.close();
  rmSync(folder, { recursive: true });
});

async function makeTable(TableName: string, key: string, stream?: StreamSpecification): Promise<string> {
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      ...(stream ? { StreamSpecification: stream } : {}),
    }),
  );
  await waitUntilTableExists(
    { client: dynamodb, maxWaitTime: 20, minDelay: 0.1, maxDelay: 1 },
    { TableName },
  );
  return TableDescription?.TableArn ?? '';
}

/** `npm run deploy -- …`, as an operator of the mesh account. */
function deploy(...args: string[]): Promise<{ code: number | null; error: string }> {
  const { accessKeyId, secretAccessKey } = rootOf(MESH);
  return deployWith({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }, ...args);
}

function deployWith(
  credentials: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number | null; error: string }> {
  const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
  const child = spawn(
    process.execPath,
    [tsx, '--import', './local/runtime/text-loader.mjs', path.join('infra', 'deploy.ts'), ...args],
    {
      env: {
        PATH: process.env['PATH'],
        AWS_ENDPOINT_URL: aws.url,
        ...credentials,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    },
  );
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, error })));
}

function fileWith(content: unknown): string {
  const file = path.join(folder, 'settings.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it('refuses credentials of another account than the settings are for', async () => {
  const sts = new STSClient(aws.as(PRODUCER));

  await expect(requireAccount(sts, MESH)).rejects.toThrow(
    `The credentials are of account ${PRODUCER}, the settings are for ${MESH}.`,
  );
  sts.destroy();
});

it('refuses to put an older app over tables that a newer one has written', async () => {
  await expect(requireKnownSchema(dynamodb, settings)).resolves.toBeUndefined(); // nothing is there yet
  const ResourceArn = await makeTable('AwsDataMeshLedger', 'pk');
  await dynamodb.send(
    new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'mesh-for-slack:schema', Value: '1' }] }),
  );
  await expect(requireKnownSchema(dynamodb, settings)).resolves.toBeUndefined();

  await dynamodb.send(
    new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'mesh-for-slack:schema', Value: '2' }] }),
  );

  await expect(requireKnownSchema(dynamodb, settings)).rejects.toThrow(
    'Table AwsDataMeshLedger was written by a newer app (schema 2); this one knows schema 1. Deploy the newer app again.',
  );
});

it('looks an existing table up before anything is deployed, and says what is wrong with its stream', async () => {
  const file = fileWith({ ...SETTINGS, subscriptionsTable: { mode: 'import' } });
  await expect(describeSubscriptions(dynamodb)).rejects.toThrow(
    /there is no table AwsDataMeshSubscriptions to import/,
  );
  await makeTable('AwsDataMeshSubscriptions', 'SubscriptionId', {
    StreamEnabled: true,
    StreamViewType: 'KEYS_ONLY',
  });

  const wrongView = await deploy('--settings', file);
  await dynamodb.send(
    new UpdateTableCommand({
      TableName: 'AwsDataMeshSubscriptions',
      StreamSpecification: { StreamEnabled: false },
    }),
  );
  const off = await deploy('--settings', file);

  expect(wrongView.code).toBe(1);
  expect(wrongView.error.split('\n')).toContainEqual(
    expect.stringMatching(/carries KEYS_ONLY; the app needs NEW_AND_OLD_IMAGES\.$/),
  );
  expect(off.error.split('\n')).toContainEqual(
    expect.stringMatching(/is off; turn it on with view type NEW_AND_OLD_IMAGES/),
  );
});

it("asks for settings of one's own: the sample is not deployed", async () => {
  const { code, error } = await deploy();

  expect([code, error]).toEqual([
    1,
    'usage: npm run deploy -- --settings <file> [-- <options of cdk deploy>]\n',
  ]);
});

it('says in one line that there are no credentials', async () => {
  const nobody = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'absent'),
  };

  const { code, error } = await deployWith(nobody, '--settings', fileWith(SETTINGS));

  expect([code, error]).toEqual([1, 'There are no AWS credentials: sign in, or set AWS_PROFILE.\n']);
});

it('ends with the three things that are left to do in Slack, with the names of this installation', () => {
  const text = nextSteps({ ...settings, prefix: 'mesh-two' }, 'dist/slack-manifest.json');

  expect(text.match(/^\d\./gm)).toEqual(['1.', '2.', '3.']);
  expect(text).toContain('--secret-id mesh-two/slack/app');
  expect(text).toContain('--name mesh-two/slack/install/T…');
});
