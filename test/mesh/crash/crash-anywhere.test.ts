import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Mesh } from '../../../src/mesh/mesh.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import type { AccessRequest } from '../../../src/mesh/verbs/requests.ts';
import { dieAtCall } from '../support/crash.ts';
import { bucketPolicy, catalogPolicy, grantsOf, localTables, tagGrantsOf } from '../support/observe.ts';
import { cellsOf, filtersOf, saveFilter } from '../support/row-filters.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  type MeshOptions,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';
import { selectsOf } from '../support/wide-table.ts';

/** Every call with `npm run test:deep`, every fifth otherwise. */
const STRIDE = process.env['MESH_TEST_DEEP'] ? 1 : 5;

let test: TestMesh;
/** Each life of the app is some minutes later, when the lease of the one that died has run out. */
let lives = 0;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
  await saveFilter(test, 'some', 'id = 1', { table: 'orders' });
});
afterAll(() => test?.close());

const aLife = (options: MeshOptions = {}): Mesh => {
  lives += 1;
  const ahead = lives * 61_000;
  return test.mesh({ now: () => new Date(Date.now() + ahead), ...options });
};

/** Asks, and brings the request to where the step begins. */
async function ask(
  id: string,
  follow: AccessRequest['follow'],
  ...steps: readonly ((mesh: Mesh) => Promise<unknown>)[]
): Promise<void> {
  const mesh = aLife();
  await mesh.requestAccess({
    id,
    subscriber: CONSUMER,
    database: DATABASE,
    tables: ['orders', 'customers'],
    permissions: ['SELECT', 'INSERT'],
    requestedBy: ANA,
    requestedVia: 'slack',
    ...(follow ? { follow } : {}),
  });
  for (const step of steps) {
    await step(mesh);
  }
}

async function world() {
  return {
    grants: await grantsOf(test, CONSUMER),
    byTag: await tagGrantsOf(test, CONSUMER),
    bucket: await bucketPolicy(test),
    catalog: await catalogPolicy(test),
    links: await localTables(test, CONSUMER),
    selects: await selectsOf(test, CONSUMER, 'orders'),
    // A filter of one subscription alone has that one's id in its name.
    filters: (await filtersOf(test, CONSUMER, 'orders')).map(nameless),
    cells: Object.entries(await cellsOf(test, 'orders')).map(([name, what]) => [nameless(name), what]),
  };
}

const approve = (id: string) => (mesh: Mesh) =>
  mesh.approve({ subscriptionId: id, by: BEN, job: `approve-${id}` });
const importIt = (id: string) => (mesh: Mesh) =>
  mesh.importSubscription({ subscriptionId: id, by: ANA, job: `import-${id}` });
const modify = (id: string) => (mesh: Mesh) =>
  mesh.modify({
    subscriptionId: id,
    by: BEN,
    job: `modify-${id}`,
    permissions: ['SELECT', 'DELETE'],
    grantable: ['SELECT'],
  });
const approveColumns = (id: string) => (mesh: Mesh) =>
  mesh.approve({
    subscriptionId: id,
    by: BEN,
    job: `approve-${id}`,
    permissions: ['SELECT'],
    columns: { orders: { include: ['id'] } },
  });
const otherColumns = (id: string) => (mesh: Mesh) =>
  mesh.modify({
    subscriptionId: id,
    by: BEN,
    job: `modify-${id}`,
    permissions: ['SELECT'],
    columns: { orders: { exclude: ['id'] } },
  });
const nameless = (filter: string) => filter.replace(/^mesh-part-[^-]+(-\d+|-calm)?-/, 'mesh-part-');
const approveCells = (id: string) => (mesh: Mesh) =>
  mesh.approve({
    subscriptionId: id,
    by: BEN,
    job: `approve-${id}`,
    permissions: ['SELECT'],
    columns: { orders: { include: ['id'] } },
    rows: { orders: ['some'] },
  });
const otherCells = (id: string) => (mesh: Mesh) =>
  mesh.modify({
    subscriptionId: id,
    by: BEN,
    job: `modify-${id}`,
    permissions: ['SELECT'],
    columns: {},
  });
const shareAgain = (id: string) => (mesh: Mesh) =>
  mesh.shareAgain({ subscriptionId: id, by: BEN, job: `share-${id}` });
const revoke = (id: string) => (mesh: Mesh) =>
  mesh.revoke({ subscriptionId: id, by: BEN, job: `revoke-${id}` });

interface Case {
  readonly name: string;
  readonly before: readonly ((id: string) => (mesh: Mesh) => Promise<unknown>)[];
  readonly step: (id: string) => (mesh: Mesh) => Promise<Subscription>;
  readonly phase: string;
  readonly status: string;
  readonly follow?: AccessRequest['follow'];
}
const PRODUCT = { kind: 'product', name: 'Orders' } as const;

describe.each<Case>([
  { name: 'approving', before: [], step: approve, phase: 'Granted', status: 'Active' },
  { name: 'importing', before: [approve], step: importIt, phase: 'Granted', status: 'Active' },
  { name: 'changing permissions', before: [approve], step: modify, phase: 'Granted', status: 'Active' },
  { name: 'approving columns', before: [], step: approveColumns, phase: 'Granted', status: 'Active' },
  {
    name: 'changing columns',
    before: [approveColumns],
    step: otherColumns,
    phase: 'Granted',
    status: 'Active',
  },
  { name: 'approving rows', before: [], step: approveCells, phase: 'Granted', status: 'Active' },
  { name: 'changing rows', before: [approveCells], step: otherCells, phase: 'Granted', status: 'Active' },
  { name: 'ending rows', before: [approveCells], step: revoke, phase: 'Revoked', status: 'Deleted' },
  { name: 'ending columns', before: [approveColumns], step: revoke, phase: 'Revoked', status: 'Deleted' },
  {
    name: 'approving a product',
    before: [],
    step: approve,
    phase: 'Granted',
    status: 'Active',
    follow: PRODUCT,
  },
  {
    name: 'ending a product',
    before: [approve, importIt],
    step: revoke,
    phase: 'Revoked',
    status: 'Deleted',
    follow: PRODUCT,
  },
  {
    name: 'sharing again',
    before: [approveCells, importIt],
    step: shareAgain,
    phase: 'Granted',
    status: 'Active',
  },
  { name: 'ending', before: [approve, importIt], step: revoke, phase: 'Revoked', status: 'Deleted' },
])('$name', ({ name, before, step, phase, status, follow }) => {
  it('ends in the same state, whichever of its AWS calls was the last one before a crash', async () => {
    const base = name.replace(/ /g, '');
    await ask(`${base}-calm`, follow, ...before.map((each) => each(`${base}-calm`)));
    await step(`${base}-calm`)(aLife());
    const calm = await world();
    await endQuietly(`${base}-calm`);

    let deaths = 0;
    for (let n = 1; ; n += STRIDE) {
      const id = `${base}-${n}`;
      await ask(id, follow, ...before.map((each) => each(id)));
      const outcome = await dieAtCall(test, n, (signal) => step(id)(aLife({ signal })));
      const after = await step(id)(aLife());

      expect({ n, status: after.status, phase: after.fulfilment?.phase }).toEqual({ n, status, phase });
      expect({ n, ...(await world()) }).toEqual({ n, ...calm });
      await endQuietly(id);
      if (outcome === 'ended') {
        break;
      }
      deaths += 1;
    }
    expect(deaths * STRIDE).toBeGreaterThan(8);
  }, 300_000);
});

async function endQuietly(id: string): Promise<void> {
  const mesh = aLife();
  const record = await mesh.getSubscription(id);
  if (record?.status === 'Active') {
    await mesh.revoke({ subscriptionId: id, by: BEN, job: `end-${id}` });
  }
}
