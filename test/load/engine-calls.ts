import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { expectedOnAws } from './aws-model.ts';
import type { Row } from './measure.ts';

const TABLES = 1000;
const LATENCY_MS = 50;

/** Tables of an owner whose grants fit into one page of Lake Formation's list. */
const FEW_TABLES = 100;

/**
 * The engine alone on the stand-in: AWS calls by number of tables, for an owner of a hundred and one of a thousand, and a thousand tables where
 * every call takes as long as on AWS.
 */
export async function benchEngine(): Promise<readonly Row[]> {
  return [...(await benchSmallOwner()), ...(await benchLargeOwner())];
}

async function benchSmallOwner(): Promise<readonly Row[]> {
  const names = Array.from({ length: FEW_TABLES }, (_, index) => `table_${String(index).padStart(4, '0')}`);
  const mesh = await startMesh(names);
  try {
    const rows: Row[] = [];
    for (const n of [1, 10, 100]) {
      rows.push(await approve(mesh, names.slice(0, n), FEW_TABLES));
    }
    rows.push(await publish(mesh, 100));
    return rows;
  } finally {
    await mesh.close();
  }
}

async function benchLargeOwner(): Promise<readonly Row[]> {
  const names = Array.from({ length: TABLES }, (_, index) => `table_${String(index).padStart(4, '0')}`);
  const from = performance.now();
  const mesh = await startMesh(names);
  const publishSeconds = (performance.now() - from) / 1000;
  try {
    const rows: Row[] = [];
    for (const n of [1, 10, 100]) {
      rows.push(await approve(mesh, names.slice(0, n), TABLES));
    }
    mesh.aws.faults.inject({ kind: 'slow', ms: LATENCY_MS });
    rows.push(await approve(mesh, names, TABLES, LATENCY_MS));
    mesh.aws.faults.clear();
    console.error(`  mesh with ${TABLES} published tables made in ${publishSeconds.toFixed(0)} s`);
    return rows;
  } finally {
    await mesh.close();
  }
}

/** Taking roles is not counted: sessions last an hour. */
function callsOf({ calls }: TestMesh): readonly string[] {
  return calls
    .filter(({ service }) => service !== 'sts')
    .map(({ service, operation }) => `${service}:${operation}`);
}

async function approve(test: TestMesh, tables: readonly string[], owned: number, latency = 0): Promise<Row> {
  const mesh = test.mesh({ actor: BEN });
  const id = `bench-${tables.length}-${latency}`;
  const request = {
    id,
    subscriber: CONSUMER,
    database: DATABASE,
    tables,
    permissions: ['SELECT'],
    requestedBy: ANA,
    requestedVia: 'slack',
  } as const;
  await mesh.requestAccess(request);
  test.calls.length = 0;
  const from = performance.now();
  const { status } = await mesh.approve({ subscriptionId: id, by: BEN, job: `job-${id}` });
  const seconds = (performance.now() - from) / 1000;
  const calls = callsOf(test);
  if (status !== 'Active') {
    throw new Error(`the approval of ${tables.length} tables ended ${status}`);
  }
  const most = 12 + tables.length / 4;
  const expected = expectedOnAws(calls);
  if (latency === 0) {
    await mesh.revoke({ subscriptionId: id, by: BEN, job: `end-${id}` });
  }
  return {
    what: `approve ${tables.length} of ${owned} tables${latency > 0 ? ` with ${latency} ms per AWS call` : ''}`,
    measured: `${calls.length} AWS calls, ${seconds.toFixed(1)} s; on AWS about ${expected.seconds.toFixed(1)} s and $${expected.dollars.toFixed(5)}`,
    target: latency > 0 ? 'under 60 s' : `at most ${most} calls`,
    reached: latency > 0 ? seconds < 60 : calls.length <= most,
  };
}

async function publish(test: TestMesh, n: number): Promise<Row> {
  const names = Array.from({ length: n }, (_, index) => `fresh_${index}`);
  await makeSource(test.clients(PRODUCER), 'fresh', 'p-fresh', names);
  test.calls.length = 0;
  const from = performance.now();
  await new DataMeshProducer({
    dataMeshAccountId: MESH,
    region: REGION,
    endpoint: test.aws.url,
    credentials: test.admin(PRODUCER),
  }).createDataProducts({
    sourceDatabaseName: 'fresh',
    domain: 'retail',
    dataProductName: 'fresh',
  });
  const seconds = (performance.now() - from) / 1000;
  const calls = callsOf(test).length;
  return {
    what: `publish ${n} tables without partitions`,
    measured: `${calls} AWS calls, ${seconds.toFixed(1)} s`,
    target: `at most ${30 + 7 * n} calls`,
    reached: calls <= 30 + 7 * n,
  };
}
