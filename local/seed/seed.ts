import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { makeAccountAdmin } from './account-admin.ts';
import { ACCOUNTS, type AccountName, type KeyPair, REGION } from './accounts.ts';
import {
  functionRoleArn,
  makeFunctionRoles,
  makeQueues,
  makeTables,
  putSecret,
  queueArn,
  TABLES,
} from './app-resources.ts';
import { clientsFor } from './clients.ts';
import { confirmAdoption } from './confirm-adoption.ts';
import { writeCredentialsFile } from './credentials-file.ts';
import { letProducerSee, makeSampleDatabase } from './sample-data.ts';
import { SAMPLE_DATABASES } from './sample-tables.ts';
import { bootstrapMember, initializeMesh, publishSample } from './set-up-mesh.ts';
import { ADMINS, TEAMS } from './teams.ts';
import { BOT, CHANNELS, CLIENT, WORKSPACE_ID } from './workspace.ts';

export type AdminKeys = Readonly<Record<AccountName, KeyPair>>;

export interface Seeded {
  /** Administrators of the five accounts. */
  readonly admins: AdminKeys;
  readonly streamArn: string;
  readonly signingSecret: string;
}

export interface SeedOptions {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly signingSecret: string;
  readonly onProgress: (step: string) => void;
}

/** Sets the sample mesh up with the real engine at first start; later starts find it there. Every step may run again after a kill. */
export async function seed(options: SeedOptions): Promise<Seeded> {
  const file = path.join(options.dataDir, 'seeded.json');
  if (existsSync(file)) {
    return JSON.parse(await readFile(file, 'utf8'));
  }
  const seeded = await makeEverything(options);
  await writeFile(`${file}.new`, JSON.stringify(seeded, undefined, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return seeded;
}

async function makeEverything({
  endpoint,
  dataDir,
  signingSecret,
  onProgress,
}: SeedOptions): Promise<Seeded> {
  onProgress('five accounts with their administrators');
  const names = Object.keys(ACCOUNTS).filter(isAccountName);
  const keys = await Promise.all(names.map((name) => makeAccountAdmin(endpoint, ACCOUNTS[name])));
  const admins = adminKeys(names, keys);
  await writeCredentialsFile(dataDir, admins);
  const mesh = clientsFor(endpoint, admins.mesh);

  onProgress('the mesh account: roles, catalogue rights, subscriptions table');
  await initializeMesh(endpoint, admins);
  const { Table } = await mesh.dynamodb.send(new DescribeTableCommand({ TableName: TABLES.subscriptions }));
  const streamArn = Table?.LatestStreamArn ?? '';

  onProgress('the app: queues, tables, roles, secrets');
  await makeQueues(mesh);
  await makeTables(mesh);
  await confirmAdoption(mesh);
  await makeFunctionRoles(mesh, {
    jobsQueueArn: queueArn('jobs'),
    deliveriesQueueArn: queueArn('deliveries'),
    jobsFailuresQueueArn: queueArn('jobsFailed'),
    deliveriesFailuresQueueArn: queueArn('deliveriesFailed'),
    streamFailuresQueueArn: queueArn('streamFailed'),
    subscriptionsTableArn: tableArn(TABLES.subscriptions),
    ledgerTableArn: tableArn(TABLES.ledger),
    slackTableArn: tableArn(TABLES.slack),
    streamArn,
    secretsArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNTS.mesh}:secret:data-mesh`,
    assumableRoleArns: assumableRoles(),
  });
  await putSecret(mesh, 'data-mesh/slack/app', {
    signingSecret,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    adminChannel: CHANNELS.admins,
  });
  await putSecret(mesh, `data-mesh/slack/install/${WORKSPACE_ID}`, { ...BOT, workspace: WORKSPACE_ID });
  await putSecret(mesh, 'data-mesh/admins', ADMINS);
  for (const team of TEAMS) {
    await putSecret(mesh, `data-mesh/teams/${team.key}`, team);
  }

  for (const team of TEAMS) {
    onProgress(`account of ${team.name}, as ${team.sides.join(' and ')}`);
    const buckets = SAMPLE_DATABASES.filter(({ account }) => ACCOUNTS[account] === team.account).map(
      ({ bucket }) => bucket,
    );
    await bootstrapMember(endpoint, admins, team, functionRoleArn('fulfilment'), buckets);
  }
  for (const sample of SAMPLE_DATABASES) {
    const clients = clientsFor(endpoint, admins[sample.account]);
    if (sample.isUnpublished) {
      onProgress(`database "${sample.database}", for somebody to publish`);
      await makeSampleDatabase(clients, sample);
      await letProducerSee(clients, sample);
    } else {
      onProgress(`product "${sample.product}" with ${sample.tables.length} tables`);
      await makeSampleDatabase(clients, sample);
      await publishSample(endpoint, admins, sample);
    }
  }
  return { admins, streamArn, signingSecret };
}

function tableArn(name: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNTS.mesh}:table/${name}`;
}

/** The teams' own roles, one by one, and in the mesh the role of each account. */
function assumableRoles(): readonly string[] {
  const role = (account: string, name: string): string => `arn:aws:iam::${account}:role/AwsDataMesh/${name}`;
  return [
    role(ACCOUNTS.mesh, 'DataMeshAdminReadOnly'),
    ...TEAMS.flatMap(({ account, sides }) =>
      sides.map((side) => role(account, side === 'producer' ? 'DataMeshProducer' : 'DataMeshConsumer')),
    ),
  ];
}

function adminKeys(names: readonly AccountName[], keys: readonly KeyPair[]): AdminKeys {
  const key = (name: AccountName): KeyPair =>
    keys[names.indexOf(name)] ?? { accessKeyId: '', secretAccessKey: '' };
  return {
    mesh: key('mesh'),
    sales: key('sales'),
    logistics: key('logistics'),
    analytics: key('analytics'),
    finance: key('finance'),
  };
}

function isAccountName(name: string): name is AccountName {
  return name in ACCOUNTS;
}
