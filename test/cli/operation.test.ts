import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import type { Laptop } from '../../local/start.ts';
import { aLaptop } from '../support/laptop.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { eventually } from '../support/slack-person.ts';
import { type CliRun, runCli } from './run-cli.ts';

let laptop: Laptop;
let file: string;

beforeAll(async () => {
  laptop = await aLaptop();
  const section = (account: 'mesh' | 'sales') => ({
    AccountId: ACCOUNTS[account],
    AccessKeyId: laptop.seeded.admins[account].accessKeyId,
    SecretAccessKey: laptop.seeded.admins[account].secretAccessKey,
  });
  file = path.join(await mkdtemp(path.join(tmpdir(), 'mesh-operation-')), 'credentials.json');
  const sections = { Mesh: section('mesh'), ProducerAdmin: section('sales'), Producer: section('sales') };
  await writeFile(file, JSON.stringify({ AWS_REGION: REGION, ...sections }));
  const { Mesh: _, ...withoutMesh } = sections;
  await writeFile(`${file}.member`, JSON.stringify({ AWS_REGION: REGION, ...withoutMesh }));
});
afterAll(() => laptop?.close());

const cli = (credentials: string, ...argv: readonly string[]): Promise<CliRun> =>
  runCli([...argv, '--endpoint-url', laptop.awsUrl, '--data-mesh-account-id', ACCOUNTS.mesh], {
    CredentialsFile: credentials,
  });
/** What the ledger keeps of a command, once each. */
const kept = async (action: string): Promise<readonly Record<string, unknown>[]> => {
  const events = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Action }) => Action === action);
  return [...new Map(events.map((event) => [String(event['Job']), event])).values()];
};
const event = (action: string) =>
  eventually(async () => (await kept(action))[0], `the ledger knows of ${action}`);

it('keeps in the history who set an account up by command line', async () => {
  const { code, err } = await cli(file, 'enable-account', '--account-type', 'producer');

  expect([code, err]).toEqual([0, expect.not.stringContaining('not in the app’s history')]);
  expect(await event('enable-account')).toMatchObject({
    Outcome: 'done',
    By: expect.stringContaining(ACCOUNTS.mesh),
    Note: expect.stringContaining('accountType=producer'),
  });
});

it('keeps a refusal with its reason, and neither a plan nor what was typed wrongly', async () => {
  await cli(file, 'create-data-product', '--source-database-name', 'sales', '--dry-run');
  await cli(file, 'create-data-product');
  const { code } = await cli(file, 'create-data-product', '--source-database-name', 'nowhere');

  expect(code).toBe(1);
  expect(await event('create-data-product')).toMatchObject({
    Outcome: 'refused',
    Note: expect.stringContaining('sourceDatabaseName=nowhere'),
  });
  expect(await kept('create-data-product')).toHaveLength(1);
});

it('says where it can be looked up where the app is not reached, and has done it all the same', async () => {
  const member = await cli(`${file}.member`, 'initialize-account', '--account-type', 'producer');
  const elsewhere = await cli(
    file,
    'enable-account',
    '--account-type',
    'producer',
    '--jobs-queue',
    'no.fifo',
  );

  for (const { code, err } of [member, elsewhere]) {
    expect(code).toBe(0);
    expect(err).toContain('This is not in the app’s history');
    expect(err).toContain('CloudTrail');
  }
});
