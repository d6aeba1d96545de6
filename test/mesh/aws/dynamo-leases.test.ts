import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDynamoLeases } from '../../../src/mesh/aws/dynamo-leases.ts';
import { createClock } from '../../../src/mesh/aws/patience.ts';
import { MESH, makeAppTables, startAccounts, type TestMesh } from '../support/test-mesh.ts';

let mesh: TestMesh;
beforeAll(async () => {
  mesh = await startAccounts();
  await makeAppTables(mesh.clients(MESH));
});
afterAll(() => mesh?.close());

/** Leases of one worker, whose clock says this many seconds more. */
function worker(ahead = 0) {
  const documents = DynamoDBDocumentClient.from(mesh.clients(MESH).dynamodb);
  const clock = createClock(() => new Date(Date.now() + ahead * 1000), undefined);
  return createDynamoLeases(documents, 'AwsDataMeshSlack', clock);
}
const buckets = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, number) => `bucket-${name}-${String(number).padStart(4, '0')}`);

it('takes, keeps and gives back a lease on more objects than one transaction holds', async () => {
  const many = buckets(240, 'many');
  const first = await worker().take(many);
  const [, , last = ''] = [many[0], many[120], many[239]];

  await first?.check();
  const next = worker().take([last]);
  const isWaiting = await Promise.race([next.then(() => false), first?.check().then(() => true)]);
  await first?.release();

  expect(isWaiting).toBe(true);
  expect(await next).toBeDefined();
});

it('holds nothing of it while it waits for a part, so that two such operations end', async () => {
  const many = buckets(150, 'both');
  const held = await worker().take([many[149] ?? '']);
  const waiting = worker().take(many);

  const small = await worker().take([many[0] ?? '']); // not held back by the one that waits
  await small?.release();
  await held?.release();
  const got = await waiting;
  await got?.release();

  const both = await Promise.all(
    [worker().take(many), worker().take(many.toReversed())].map(async (take) => (await take)?.release()),
  );
  expect(both).toHaveLength(2);
});

it('keeps a lease that is running out, all of its parts, and tells who lost one', async () => {
  const many = buckets(130, 'long');
  let ahead = 0;
  const clock = createClock(() => new Date(Date.now() + ahead * 1000), undefined);
  const documents = DynamoDBDocumentClient.from(mesh.clients(MESH).dynamodb);
  const lease = await createDynamoLeases(documents, 'AwsDataMeshSlack', clock).take(many);

  ahead = 45;
  await lease?.check();
  const other = await worker(120).take([many[129] ?? '']);
  ahead = 90;

  await expect(lease?.check()).rejects.toMatchObject({ code: 'LEASE_LOST' });
  await other?.release();
});

it('goes with a claim only where the claim’s transaction has room for it', () => {
  expect(worker().plan(buckets(50, 'few'))?.objects).toHaveLength(50);
  expect(worker().plan(buckets(51, 'few'))).toBeUndefined();
});
