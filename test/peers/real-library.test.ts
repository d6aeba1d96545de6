import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../mesh/support/observe.ts';
import { approve, endAll } from '../mesh/support/requests.ts';
import {
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';

const run = promisify(execFile);
const checkout = process.env['MESH_PYTHON_LIBRARY'];
const environment = { ...process.env, PYTHONPATH: path.join(checkout ?? '', 'src') };

/** A Python that can load the library of the checkout with what it needs. */
const python = ['python3', '/usr/bin/python3'].find(
  (command) =>
    checkout !== undefined &&
    spawnSync(command, ['-c', 'import boto3, data_mesh_util.DataMeshProducer'], { env: environment })
      .status === 0,
);
const missing =
  checkout === undefined
    ? 'MESH_PYTHON_LIBRARY names no checkout of aws-data-mesh-utils'
    : python === undefined
      ? `no python3 here can import boto3 and the library of ${checkout}`
      : undefined;
if (missing !== undefined) {
  process.stderr.write(`skipped: ${missing}\n`);
}

(missing === undefined ? describe : describe.skip)('the real Python library on one table with us', () => {
  let test: TestMesh;
  let folder: string;
  beforeAll(async () => {
    test = await startMesh(['orders']);
    folder = await mkdtemp(path.join(tmpdir(), 'mesh-library-'));
    const section = (account: string) => ({
      AccountId: account,
      AccessKeyId: test.admin(account).accessKeyId,
      SecretAccessKey: test.admin(account).secretAccessKey,
    });
    const sections = {
      AWS_REGION: REGION,
      Mesh: section(MESH),
      Producer: section(PRODUCER),
      Consumer: section(CONSUMER),
    };
    await writeFile(path.join(folder, 'credentials.json'), JSON.stringify(sections));
  });
  afterEach(async () => {
    test.hook = () => undefined;
    await endAll(test);
  });
  afterAll(async () => {
    await test?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const library = async (step: string, ...values: readonly string[]) => {
    const argv = [
      path.join(__dirname, 'support/library_step.py'),
      path.join(folder, 'credentials.json'),
      step,
      ...values,
    ];
    const { stdout } = await run(python ?? '', argv, {
      env: { ...environment, AWS_ENDPOINT_URL: test.aws.url },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
  };

  it('asks, and we grant; it reads our record, imports, and we see that', async () => {
    const { SubscriptionId: id } = await library('request', DATABASE, 'orders');
    const pending = await library('pending');
    const granted = await approve(test, id);

    const read = await library('get', id);
    await library('finalize', id);
    const listed = await library('list');

    expect(pending.Subscriptions).toMatchObject([{ SubscriptionId: id }]);
    expect(granted.status).toBe('Active');
    expect(read).toMatchObject({
      Status: 'Active',
      PermittedGrants: ['SELECT', 'DESCRIBE'],
      TableName: ['orders'],
    });
    expect(listed.Subscriptions).toMatchObject([{ SubscriptionId: id }]);
    expect(await test.mesh().getSubscription(id)).toMatchObject({ status: 'Active', imported: true });
    expect((await test.mesh().revoke({ subscriptionId: id, by: BEN, job: 'revoke' })).status).toBe('Deleted');
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  }, 120_000);

  it('denies what we are granting at that moment, and nothing stays granted', async () => {
    const { SubscriptionId: id } = await library('request', DATABASE, 'orders');
    let isDone = false;
    test.hook = async ({ operation }) => {
      if (!isDone && operation === 'BatchGrantPermissions') {
        isDone = true;
        await library('deny', id);
      }
    };

    const record = await approve(test, id);

    expect(isDone).toBe(true);
    expect(record).toMatchObject({ status: 'Denied', notes: ['not now'] });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  }, 120_000);
});
