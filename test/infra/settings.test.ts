import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkSettings, readSettings } from '../../infra/context.ts';
import { EXAMPLE_SETTINGS } from '../../infra/example.ts';
import { SettingsError } from '../../infra/settings-error.ts';

const ACCOUNT = '111111111111';
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/AwsDataMeshSubscriptions`;
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mesh-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = {
  account: ACCOUNT,
  region: 'us-east-1',
  subscriptionsTable: { mode: 'create' },
  members: [{ account: '222222222222', sides: ['producer'] }],
} as const;

/** The sentences that these settings are refused with. */
function faults(changes: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    checkSettings({ ...GOOD, ...changes }, folder);
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.faults;
    }
    throw error;
  }
  return [];
}

/** A file as `aws dynamodb describe-table` prints it. */
function described(changes: Readonly<Record<string, unknown>> = {}): { mode: 'import'; description: string } {
  const file = `table-${Math.random()}.json`;
  const Table = {
    TableArn: TABLE,
    KeySchema: [{ AttributeName: 'SubscriptionId', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      { IndexName: 'AwsDataMeshSubscriptions-Owner' },
      { IndexName: 'AwsDataMeshSubscriptions-Subscriber' },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    LatestStreamArn: STREAM,
    ...changes,
  };
  writeFileSync(path.join(folder, file), JSON.stringify({ Table }));
  return { mode: 'import', description: file };
}

it('the sample settings are good, and everything that is left out has a default', () => {
  const settings = readSettings(EXAMPLE_SETTINGS);

  expect(settings).toMatchObject({
    partition: 'aws',
    prefix: 'data-mesh',
    entry: 'http-api',
    encryption: 'aws-owned',
    sessionLevel: 'tagged',
    logRetentionDays: 90,
    throttle: { rate: 50, burst: 100 },
  });
});

it.each([
  ['an account that is none', { account: '1234' }, ['account: must be an account id of 12 digits.']],
  [
    'an unknown region',
    { region: 'eu-nowhere-1' },
    ['region: eu-nowhere-1 is not a region that this version of the CDK knows.'],
  ],
  [
    'a partition that the region is not in',
    { partition: 'aws-us-gov' },
    ['partition: us-east-1 is in aws, not in aws-us-gov.'],
  ],
  [
    'a partition that the public function cannot reach',
    { region: 'us-iso-east-1' },
    ['region: us-iso-east-1 is in the partition aws-iso, which the public function cannot reach yet.'],
  ],
  [
    'a mesh without members',
    { members: [] },
    ['members: must name at least one producer or consumer account.'],
  ],
  [
    'a member twice',
    { members: [...GOOD.members, { account: '222222222222', sides: ['consumer'] }] },
    ['members: 222222222222 is named twice; give it both sides in one entry.'],
  ],
  [
    'the mesh account as a member',
    { members: [{ account: ACCOUNT, sides: ['consumer'] }] },
    [`members: ${ACCOUNT} is the mesh account, which cannot be a producer or consumer too.`],
  ],
  [
    "a role in somebody else's account",
    { members: [{ ...GOOD.members[0], roles: { producer: 'arn:aws:iam::999999999999:role/Own' } }] },
    ['members: the producer role of 222222222222 is in another account.'],
  ],
  [
    'a wildcard for a role',
    { members: [{ ...GOOD.members[0], roles: { producer: 'arn:aws:iam::222222222222:role/*' } }] },
    ['members: the producer role of 222222222222 must not be a wildcard.'],
  ],
  [
    'a function URL without a ceiling',
    { entry: 'function-url' },
    [
      'slack.reservedConcurrency: a function URL has no throttle of its own, so name the most that may run at once.',
    ],
  ],
  [
    'more provisioned than reserved concurrency',
    { slack: { reservedConcurrency: 2, provisionedConcurrency: 3 } },
    ['slack.provisionedConcurrency: cannot be more than slack.reservedConcurrency.'],
  ],
  [
    'a topic and an address',
    { alarmTopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`, alarmEmail: 'operators@example.com' },
    ['alarmEmail: an existing topic has its own subscribers; name alarmTopicArn or alarmEmail, not both.'],
  ],
  [
    'a key of another account',
    { encryption: 'arn:aws:kms:us-east-1:999999999999:key/1' },
    [`encryption: must be of kms in account ${ACCOUNT}, region us-east-1.`],
  ],
  [
    'one name for two tables',
    { tables: { ledger: 'One', slack: 'One' } },
    ['tables: the ledger and the Slack table need different names.'],
  ],
  [
    'a misspelt key',
    { allarmEmail: 'operators@example.com' },
    ['settings: Unrecognized key: "allarmEmail".'],
  ],
  [
    'two faults at once',
    { account: '1', prefix: 'Data Mesh' },
    [
      'account: must be an account id of 12 digits.',
      'prefix: must be 2 to 30 lower-case letters, digits and hyphens.',
    ],
  ],
])('refuses %s in one sentence each', (_, changes, sentences) => {
  expect(faults(changes)).toEqual(sentences);
});

it('takes an existing table from its description: ARN, stream and key', () => {
  const table = described({ SSEDescription: { KMSMasterKeyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1` } });

  expect(checkSettings({ ...GOOD, subscriptionsTable: table }, folder).subscriptionsTable).toEqual({
    mode: 'import',
    arn: TABLE,
    streamArn: STREAM,
    keyArn: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`,
  });
});

it.each([
  [
    'neither ARNs nor description',
    { mode: 'import' },
    'subscriptionsTable: an existing table needs arn and streamArn, or the description that `aws dynamodb describe-table` prints.',
  ],
  [
    'a stream of another table',
    { mode: 'import', arn: TABLE, streamArn: STREAM.replace('Subscriptions/', 'Other/') },
    `subscriptionsTable: ${STREAM.replace('Subscriptions/', 'Other/')} is not a stream of ${TABLE}.`,
  ],
  [
    'a table of another region',
    { mode: 'import', arn: TABLE.replace('us-east-1', 'eu-west-1'), streamArn: STREAM },
    `subscriptionsTable: ${TABLE.replace('us-east-1', 'eu-west-1')} is not a table of account ${ACCOUNT} in us-east-1.`,
  ],
])('refuses an import with %s', (_, subscriptionsTable, sentence) => {
  expect(faults({ subscriptionsTable })).toEqual([sentence]);
});

it.each([
  [
    'has its stream off',
    { StreamSpecification: undefined, LatestStreamArn: undefined },
    `subscriptionsTable: the stream of ${TABLE} is off; turn it on with view type NEW_AND_OLD_IMAGES, or nobody is told of changes.`,
  ],
  [
    'streams keys only',
    { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    `subscriptionsTable: the stream of ${TABLE} carries KEYS_ONLY; the app needs NEW_AND_OLD_IMAGES.`,
  ],
  [
    'lacks an index',
    { GlobalSecondaryIndexes: [{ IndexName: 'AwsDataMeshSubscriptions-Owner' }] },
    `subscriptionsTable: ${TABLE} lacks the index AwsDataMeshSubscriptions-Subscriber.`,
  ],
  [
    'is no subscriptions table',
    { KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }] },
    `subscriptionsTable: ${TABLE} is not a subscriptions table; its key is not SubscriptionId.`,
  ],
])('refuses a described table that %s', (_, changes, sentence) => {
  expect(faults({ subscriptionsTable: described(changes) })).toEqual([sentence]);
});

it('notices that the stream of the settings is not the present one any more', () => {
  const [sentence] = faults({
    subscriptionsTable: { ...described(), streamArn: STREAM.replace('2026', '2025') },
  });

  expect(sentence).toMatch(/not the table's present stream/);
});

it('says so when a file is missing or no JSON', () => {
  writeFileSync(path.join(folder, 'broken.json'), '{');

  expect(() => readSettings(path.join(folder, 'absent.json'))).toThrow(/There is no settings file/);
  expect(() => readSettings(path.join(folder, 'broken.json'))).toThrow(/cannot be read/);
});
