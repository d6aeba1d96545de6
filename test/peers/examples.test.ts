import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf, localTables } from '../mesh/support/observe.ts';
import { stored } from '../mesh/support/requests.ts';
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

const ROOT = path.resolve(__dirname, '../..');

let test: TestMesh;
let folder: string;
let file: string;
beforeAll(async () => {
  test = await startAccounts();
  folder = await mkdtemp(path.join(tmpdir(), 'mesh-examples-'));
  file = path.join(folder, 'credentials.json');
  const section = (account: string) => ({
    AccountId: account,
    AccessKeyId: test.admin(account).accessKeyId,
    SecretAccessKey: test.admin(account).secretAccessKey,
  });
  await writeFile(
    file,
    JSON.stringify({
      AWS_REGION: REGION,
      Mesh: section(MESH),
      ProducerAdmin: section(PRODUCER),
      Producer: section(PRODUCER),
      ConsumerAdmin: section(CONSUMER),
      Consumer: section(CONSUMER),
    }),
  );
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders', 'customers']);
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs an example as the README of the folder says. */
function example(name: string, ...argv: readonly string[]): Promise<Run> {
  const given = argv.includes('--credentials-file') ? {} : { CredentialsFile: file };
  const { CredentialsFile: _, AWS_ENDPOINT_URL: __, ...environment } = process.env;
  const command = ['--import', './local/runtime/text-loader.mjs', `examples/${name}.ts`, ...argv];
  return new Promise((resolve) => {
    const child = execFile(
      path.join(ROOT, 'node_modules/.bin/tsx'),
      command,
      { cwd: ROOT, env: { ...environment, ...given, AWS_ENDPOINT_URL: test.aws.url } },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe('the examples, in the order of their README', () => {
  it('say in a sentence what they lack, and do nothing', async () => {
    test.calls.length = 0;

    const [bare, unknown, missing] = await Promise.all([
      example('5-request-access'),
      example('1-set-up-mesh', '--colour', 'blue'),
      example('1-set-up-mesh', '--credentials-file', '/nowhere.json'),
    ]);

    expect(bare).toMatchObject({ code: 2, out: '' });
    expect(bare.err).toContain('This example needs --database, --tables.');
    expect(bare.err).toContain(
      'Usage: examples/5-request-access.ts --database … --tables … [--permissions …]',
    );
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining("'--colour'") });
    expect(missing).toEqual({ code: 2, out: '', err: 'There is no credentials file /nowhere.json.\n' });
    expect(test.calls).toEqual([]);
  }, 60_000);

  it('set a mesh up, publish, ask, decide, import, change and end, and the records say so', async () => {
    const mesh = await example('1-set-up-mesh', '--credentials-file', file, '--endpoint', test.aws.url);
    const [producer, consumer] = await Promise.all([
      example('2-bootstrap-producer'),
      example('3-bootstrap-consumer'),
    ]);
    const published = await example(
      '4-create-data-products',
      '--database',
      'sales',
      '--domain',
      'retail',
      '--product',
      'orders',
    );
    const asked = await example(
      '5-request-access',
      '--database',
      DATABASE,
      '--tables',
      'orders,customers',
      '--reason',
      'weekly report',
    );
    const id = asked.out.slice(0, 22);
    const waiting = await example('6-decide-requests');
    const approved = await example('6-decide-requests', '--approve', id, '--notes', 'welcome');
    const granted = await stored(test, id);
    const imported = await example('7-import-subscription', '--subscription', id);
    const linked = await localTables(test, CONSUMER);
    const changed = await example(
      '8-change-subscription',
      '--subscription',
      id,
      '--permissions',
      'SELECT,INSERT',
    );
    const wider = await grantsOf(test, CONSUMER);
    const ended = await example('8-change-subscription', '--subscription', id, '--end', 'project over');

    const all = { mesh, producer, consumer, published, asked, waiting, approved, imported, changed, ended };
    expect(Object.entries(all).filter(([, { code }]) => code !== 0)).toEqual([]);
    expect(mesh.out).toContain(`arn:aws:dynamodb:${REGION}:${MESH}:table/AwsDataMeshSubscriptions/stream/`);
    expect(producer.out).toBe(`producer role arn:aws:iam::${PRODUCER}:role/AwsDataMesh/DataMeshProducer\n`);
    expect(consumer.out).toBe(`consumer role arn:aws:iam::${CONSUMER}:role/AwsDataMesh/DataMeshConsumer\n`);
    expect(published.out.split('\n').sort()).toEqual([
      '',
      `customers → ${DATABASE}.customers (created)`,
      `orders → ${DATABASE}.orders (created)`,
    ]);
    expect(asked.out).toBe(`${id} Pending: ${PRODUCER} decides\n`);
    expect(waiting.out).toContain(`1 waiting\n${id}  Pending\n`);
    expect(approved.out).toContain(`${id}  Active (Granted)\n`);
    expect(approved.out).toContain(': welcome\n');
    expect(approved.out).toContain('0 waiting\n');
    expect(granted).toMatchObject({
      Status: 'Active',
      PermittedGrants: ['SELECT', 'DESCRIBE'],
      Reason: 'weekly report',
    });
    expect(imported.out).toContain(`${DATABASE}.orders: id bigint, amount decimal(12,2)\n`);
    expect(linked).toEqual(['customers', 'orders']);
    expect(changed.out).toContain('permitted SELECT, DESCRIBE, INSERT');
    expect(wider).toEqual([
      '*: DESCRIBE',
      ...['customers', 'orders'].flatMap((table) =>
        ['DESCRIBE', 'INSERT', 'SELECT'].map((each) => `${table}: ${each}`),
      ),
    ]);
    expect(ended.out).toContain(`${id}  Deleted (Revoked)`);
    expect(await stored(test, id)).toMatchObject({ Status: 'Deleted', Notes: expect.any(Set) });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  }, 120_000);

  it('may be repeated, and refuse in one sentence what cannot be', async () => {
    const [mesh, published] = await Promise.all([
      example('1-set-up-mesh'),
      example('4-create-data-products', '--database', 'sales', '--domain', 'retail', '--product', 'orders'),
    ]);
    const asked = await example('5-request-access', '--database', DATABASE, '--tables', 'orders');
    const again = await example('5-request-access', '--database', DATABASE, '--tables', 'orders');
    const id = asked.out.slice(0, 22);
    const denied = await example('6-decide-requests', '--deny', id, '--notes', 'use customers');
    const imported = await example('7-import-subscription', '--subscription', id);

    expect(mesh.code).toBe(0);
    expect(published.out.match(/\(unchanged\)/g)).toHaveLength(2);
    expect(again.out).toBe(asked.out);
    expect(denied.out).toContain(`${id}  Denied`);
    expect(imported).toMatchObject({ code: 1, out: '', err: expect.stringContaining('(NOT_ACTIVE)') });
  }, 60_000);
});
