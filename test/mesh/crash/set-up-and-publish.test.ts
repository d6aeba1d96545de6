import { afterEach, describe, expect, it } from '@jest/globals';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshMacros } from '../../../src/mesh/aws/library/data-mesh-macros.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { dieAtCall } from '../support/crash.ts';
import { bucketPolicy, catalogPolicy, grantsOf, localTables, rolesOfMesh } from '../support/observe.ts';
import {
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startAccounts,
  type TestMesh,
} from '../support/test-mesh.ts';

/** Every call with `npm run test:deep`, some otherwise. */
const STRIDE = process.env['MESH_TEST_DEEP'] ? 1 : 23;

let open: TestMesh[] = [];
afterEach(async () => {
  await Promise.all(open.map((test) => test.close()));
  open = [];
});

const options = (test: TestMesh, signal?: AbortSignal) => ({
  dataMeshAccountId: MESH,
  region: REGION,
  endpoint: test.aws.url,
  ...(signal ? { signal } : {}),
});

/** A mesh from nothing to a published product, as its administrators would make it. */
async function everything(test: TestMesh, signal?: AbortSignal): Promise<void> {
  await new DataMeshAdmin({
    ...options(test, signal),
    credentials: test.admin(MESH),
  }).initializeMeshAccount();
  await new DataMeshMacros(options(test, signal)).bootstrapAccount({
    accountType: 'producer',
    meshCredentials: test.admin(MESH),
    accountCredentials: test.admin(PRODUCER),
  });
  const { failed } = await new DataMeshProducer({
    ...options(test, signal),
    credentials: test.admin(PRODUCER),
  }).createDataProducts({
    sourceDatabaseName: 'sales',
    domain: 'retail',
    dataProductName: 'orders',
  });
  expect(failed).toEqual([]);
}

async function world(test: TestMesh) {
  return {
    ...(await rolesOfMesh(test)),
    catalog: await catalogPolicy(test),
    grants: await grantsOf(test, PRODUCER),
    bucket: await bucketPolicy(test),
    links: await localTables(test, PRODUCER),
  };
}

async function fresh(): Promise<TestMesh> {
  const test = await startAccounts();
  open.push(test);
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders', 'customers']);
  return test;
}

describe('setting up and publishing', () => {
  it('comes to the same state when it is repeated, and after a crash at any of its calls', async () => {
    const calm = await fresh();
    await everything(calm);
    const expected = await world(calm);
    const steps = calm.calls.length;
    await everything(calm);
    expect(await world(calm)).toEqual(expected);
    expect(expected.links).toEqual(['customers_link', 'orders_link']);
    expect(expected.grants.some((grant) => grant.startsWith(`orders: SELECT`))).toBe(true);
    expect(DATABASE).toContain(PRODUCER);

    for (let n = 1; n < steps; n += STRIDE) {
      const test = await fresh();
      await dieAtCall(test, n, (signal) => everything(test, signal));
      await everything(test);

      expect({ n, ...(await world(test)) }).toEqual({ n, ...expected });
      await test.close();
    }
  }, 600_000);
});
