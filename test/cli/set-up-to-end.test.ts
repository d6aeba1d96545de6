import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DetachGroupPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketPolicy, grantsOf } from '../mesh/support/observe.ts';
import { filtersOf } from '../mesh/support/row-filters.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startAccounts,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { selectsOf } from '../mesh/support/wide-table.ts';
import { type CliRun, runCli } from './run-cli.ts';

let test: TestMesh;
let file: string;
let folder: string;
beforeAll(async () => {
  test = await startAccounts();
  folder = await mkdtemp(path.join(tmpdir(), 'mesh-cli-'));
  file = path.join(folder, 'credentials.json');
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  const sections = {
    AWS_REGION: REGION,
    Mesh: section(MESH),
    ProducerAdmin: section(PRODUCER),
    Producer: section(PRODUCER),
    ConsumerAdmin: section(CONSUMER),
    Consumer: section(CONSUMER),
  };
  await writeFile(file, JSON.stringify(sections));
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders', 'customers']);
});
afterAll(() => test?.close());

const cli = (...argv: readonly string[]): Promise<CliRun> =>
  runCli([...argv, '--endpoint-url', test.aws.url], { CredentialsFile: file });
const idIn = ({ out }: CliRun): string => /[2-9A-HJ-NP-Za-km-z]{22}/.exec(out)?.[0] ?? '';

describe('data-mesh-cli', () => {
  it('says what is missing before anything is set up', async () => {
    const doctor = await cli('doctor');

    expect(doctor.code).toBe(3);
    expect(doctor.out).toContain('NOT  subscriptions table');
  });

  it('shows in a dry run what it would change, and changes nothing', async () => {
    const plan = await cli('install-mesh-objects', '--dry-run', '--json');
    const again = await cli('doctor');

    const operations = JSON.parse(plan.out).calls.map(
      ({ operation }: { readonly operation: string }) => operation,
    );
    expect(plan.code).toBe(0);
    expect(operations).toContain('CreateTable');
    expect(again.out).toContain('NOT  subscriptions table');
  });

  it('sets a mesh up from nothing, publishes, asks, approves, imports, changes and ends', async () => {
    const installed = await cli('install-mesh-objects');
    const producer = await cli('enable-account', '--account_type', 'Producer');
    const consumer = await cli('enable-account', '--account-type=consumer');
    const doctor = await cli('doctor');
    expect(
      [installed, producer, consumer, doctor].map(({ code, err }) => [code, err.includes('Error')]),
    ).toEqual([
      [0, false],
      [0, false],
      [0, false],
      [0, false],
    ]);

    for (const command of [
      ['install-mesh-objects'],
      ['enable-account', '--account-type', 'both'],
      ['initialize-account', '--account-type', 'both'],
    ]) {
      const planned = await cli(...command, '--dry-run', '--json');
      expect([planned.code, JSON.parse(planned.out).calls]).toEqual([0, []]);
    }
    const nothing = await cli('install-mesh-objects', '--dry-run');
    expect(nothing.out).toBe('Nothing would be changed.\n');
    await test.clients(MESH).iam.send(
      new DetachGroupPolicyCommand({
        GroupName: 'DataMeshManagerGroup',
        PolicyArn: `arn:aws:iam::${MESH}:policy/AwsDataMesh/DataMeshManagerPolicy`,
      }),
    );
    const mending = await cli('install-mesh-objects', '--dry-run');
    expect(mending.out).toContain('1 call would change something:\nIAM.AttachGroupPolicy');
    expect((await cli('install-mesh-objects')).code).toBe(0);

    const published = await cli(
      'create-data-product',
      '--source_database_name',
      'sales',
      '--data-product-name',
      'orders',
    );
    expect(published.out).toContain(`orders → ${DATABASE}.orders  created`);
    expect(published.err).toMatch(/2 of 2 tables/);
    const products = await cli('list-products');
    expect(products.out).toContain(DATABASE);

    const asked = await cli(
      'request-access',
      '--database-name',
      DATABASE,
      '--tables',
      'orders, customers',
      '--request-permissions',
      'SELECT',
      '--days',
      '10',
    );
    const id = idIn(asked);
    const pending = await cli('list-pending');
    expect(pending.out).toContain(id);

    const plan = await cli('approve-subscription', '--request-id', id, '--dry-run');
    expect(plan.out).toContain('BatchGrantPermissions');
    expect(await grantsOf(test, CONSUMER)).toEqual([]);

    const approved = await cli(
      'approve-subscription',
      '--request-id',
      id,
      '--decision-notes',
      'for the forecast',
    );
    const imported = await cli('import-subscription', '--subscription-id', id);
    const change = ['modify-subscription', '--subscription-id', id, '--grant-permissions', 'SELECT'];
    const narrowed = await cli(...change, '--columns', 'orders=ID', '--exclude-columns', 'customers=amount');
    expect(narrowed.code).toBe(0);
    expect(narrowed.out).toContain('orders: only columns id');
    expect(narrowed.out).toContain('customers: all columns but amount');
    expect(await selectsOf(test, CONSUMER, 'orders')).toEqual(['id']);
    expect(await selectsOf(test, CONSUMER, 'customers')).toEqual(['-amount']);
    for (const [columns, sentence] of [
      ['orders=phone', 'orders has no column phone'],
      ['orders', '"orders" names no columns'],
    ] as const) {
      const refused = await cli(...change, '--columns', columns);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain(sentence);
    }
    expect((await cli(...change, '--all-columns')).code).toBe(0);
    expect(await selectsOf(test, CONSUMER, 'orders')).toEqual(['*']);
    const place = ['--database-name', DATABASE, '--table-name', 'orders', '--name', 'first'];
    const saveFilter = (expression: string, ...more: string[]) =>
      cli('row-filter', 'save', ...place, '--expression', expression, ...more);
    expect((await saveFilter('phone = 1')).err).toContain('There is no column phone');
    expect((await saveFilter('id = 1')).out).toContain('first of orders: id = 1');
    const some = await cli(...change, '--rows', 'orders=first', '--columns', 'orders=id');
    expect(some.out).toContain('orders: only rows of first');
    expect(await selectsOf(test, CONSUMER, 'orders')).toEqual([]);
    expect(await filtersOf(test, CONSUMER, 'orders')).toHaveLength(1);
    expect((await cli('row-filter', 'list', '--database-name', DATABASE)).out).toContain('used by 1');
    expect((await cli('row-filter', 'delete', ...place)).err).toContain('is in use');
    expect((await saveFilter('id = 2')).err).toContain('Confirm the change');
    expect((await saveFilter('id = 2', '--confirm', id)).code).toBe(0);
    expect((await cli(...change, '--rows', 'orders')).err).toContain('names no row filter');
    expect((await cli(...change, '--all-rows', '--all-columns')).code).toBe(0);
    expect(await filtersOf(test, CONSUMER, 'orders')).toEqual([]);
    expect((await cli('row-filter', 'delete', ...place)).out).toContain('Deleted: first');
    const changed = await cli(
      'modify-subscription',
      '--subscription-id',
      id,
      '--grant-permissions',
      'SELECT,INSERT',
    );
    const shown = await cli('get-subscription', '--subscription-id', id, '--json');
    expect([approved.code, imported.code, changed.code]).toEqual([0, 0, 0]);
    expect(JSON.parse(shown.out)).toMatchObject({
      status: 'Active',
      imported: true,
      permitted: ['SELECT', 'DESCRIBE', 'INSERT'],
    });
    const end = JSON.parse(shown.out).expiresAt;
    const extend = (...more: string[]) => cli('extend', '--subscription-id', id, ...more);
    expect((await extend('--for', 'a while')).err).toContain('--for takes 36h, 30d or 2w');
    expect((await extend('--until', '2020-01-31')).err).toContain('has to be later');
    expect((await extend('--as', 'producer')).err).toContain('Nobody asked for more time');
    expect((await extend('--for', '2w')).out).toContain('Until the owner answers, the end stays.');
    expect((await extend('--for', '30d')).err).toContain('asked for already');
    const given = await extend('--as', 'producer', '--json');
    expect(JSON.parse(given.out)).toMatchObject({ status: 'Active', expiresAt: end + 14 * 86_400 });
    const same = await cli('drift');
    const none = await cli('repair', '--finding', '000000000000', '--remedy', 'repair');
    expect(same.code).toBe(0);
    expect(same.out).toMatch(
      /^AWS holds exactly what was decided\. Shares and links .* by \/mesh drift alone\.\n$/,
    );
    expect(none.code).toBe(1);
    const info = await cli('table-info', '--database-name', DATABASE, '--table-name', 'orders');
    expect(info.out).toContain('amount');

    const ended = await cli(
      'delete-subscription',
      '--subscription-id',
      id,
      '--as',
      'producer',
      '--reason',
      'over',
    );
    expect(ended.out).toContain('Deleted (Revoked)');
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    expect(await bucketPolicy(test)).not.toContain(CONSUMER);
  }, 60_000);

  it('replaces a source table by a link once that is confirmed, and keeps its definition in a file', async () => {
    const backup = path.join(folder, 'backup.jsonl');
    const migrate = [
      'migrate-tables',
      '--source-database-name',
      'sales',
      '--table-name-regex',
      'orders',
      '--backup-file',
      backup,
    ];

    const plan = await cli(...migrate);
    const done = await cli(...migrate, '--confirm', 'sales');

    expect(plan.out).toContain('Would replace by links: orders');
    expect(done.out).toContain('Replaced by links: orders');
    expect(await readFile(backup, 'utf8')).toContain('"table":"orders"');
  });
});

describe('remove-account', () => {
  it('plans, refuses a wrong confirmation and while something is live, and then removes the roles of a member', async () => {
    const asked = await cli(
      'request-access',
      '--database-name',
      DATABASE,
      '--tables',
      'customers',
      '--request-permissions',
      'SELECT',
    );
    await cli('approve-subscription', '--request-id', idIn(asked));
    const inUse = await cli('remove-account', '--account-id', CONSUMER);
    await cli('delete-subscription', '--subscription-id', idIn(asked), '--as', 'producer');

    const plan = await cli('remove-account', '--account-id', CONSUMER);
    const wrong = await cli('remove-account', '--account-id', CONSUMER, '--confirm', PRODUCER);
    const removed = await cli('remove-account', '--account-id', CONSUMER, '--confirm', CONSUMER);
    const own = await cli('remove-account', '--account-type', 'consumer', '--confirm', CONSUMER);
    const doctor = await cli('doctor');

    expect([inUse.code, plan.code, wrong.code, removed.code, own.code]).toEqual([1, 0, 1, 0, 0]);
    expect(inUse.err).toContain('live subscriptions');
    expect(plan.out).toContain(`DataMeshAdminConsumer-${CONSUMER}`);
    expect(doctor.out).toContain(`NOT  role DataMeshConsumer in ${CONSUMER}`);
    expect(doctor.out).toContain(`ok   producer ${PRODUCER} can take`);
  });
});

describe.each([
  ['an unknown command', ['aprove'], 2, 'unknown command'],
  ['a missing option', ['approve-subscription'], 2, 'required option'],
  ['an unknown region', ['list-pending', '--region-name', 'mars-north-1'], 1, 'is not an AWS region'],
  [
    'a mesh account with 11 digits',
    ['list-pending', '--data-mesh-account-id', '12345678901'],
    1,
    'has to be 12 digits',
  ],
  [
    'a missing credentials file',
    ['list-pending', '--credentials-file', '/nowhere/credentials.json'],
    2,
    'There is no credentials file',
  ],
  [
    'inline credentials that are no JSON',
    ['list-pending', '--use-credentials', '{nope'],
    2,
    'is not a JSON object',
  ],
  [
    'a bad regular expression',
    ['get-data-product', '--database-name', 'sales', '--table-name-regex', '('],
    1,
    'is not a regular expression',
  ],
  [
    'a look-around, which RE2 does not have',
    ['get-data-product', '--database-name', 'sales', '--table-name-regex', '(?=a)b'],
    1,
    'is not a regular expression',
  ],
  [
    'an unknown permission',
    ['request-access', '--database-name', 'd', '--tables', 't', '--request-permissions', 'READ'],
    1,
    'cannot be granted',
  ],
  [
    'an empty list of tables',
    ['request-access', '--database-name', 'd', '--tables', ' , ', '--request-permissions', 'SELECT'],
    1,
    'at least one',
  ],
  [
    'a name of 256 characters',
    [
      'request-access',
      '--database-name',
      'd',
      '--tables',
      'x'.repeat(256),
      '--request-permissions',
      'SELECT',
    ],
    1,
    'longer than 255',
  ],
  [
    'an unknown account type',
    ['enable-account', '--account-type', 'customer'],
    2,
    'producer, consumer or both',
  ],
  [
    'a boolean that is none',
    ['create-data-product', '--source-database-name', 'd', '--create-public-metadata', 'maybe'],
    2,
    'Say true or false',
  ],
  ['an unknown id', ['approve-subscription', '--request-id', 'vytxeTZskVKR7C7WgdSP3d'], 1, 'no such request'],
] as const)('%s', (_case, argv, code, sentence) => {
  it('is refused with one sentence and its exit code, and changes nothing', async () => {
    const before = test.calls.length;

    const run = await cli(...argv);

    expect({ code: run.code, err: run.err }).toEqual({ code, err: expect.stringContaining(sentence) });
    const changes = test.calls
      .slice(before)
      .filter(({ operation }) =>
        /^(Create|Put|Update|Delete|Batch(Grant|Revoke)|Grant|Revoke|Attach|Register)/.test(operation),
      );
    expect(changes).toEqual([]);
  });
});

it('prints an example in the help of every command', async () => {
  const { out } = await runCli(['help']);
  const names = [...out.matchAll(/^ {2}([a-z]+-[a-z-]+)/gm)].map(([, name]) => name ?? '');

  for (const name of names) {
    expect((await runCli([name, 'help'])).out).toContain(`$ data-mesh-cli ${name}`);
  }
  expect(names.length).toBeGreaterThanOrEqual(22);
});
