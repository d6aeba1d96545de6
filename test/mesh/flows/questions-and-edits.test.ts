import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataMeshConsumer } from '../../../src/mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { subscriptionDigest } from '../../../src/mesh/subscriptions/digest.ts';
import { subscriptionIdFrom } from '../../../src/mesh/subscriptions/subscription-id.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds']);
});
afterAll(() => test?.close());

const options = (account: string) => ({
  dataMeshAccountId: MESH,
  region: REGION,
  endpoint: test.aws.url,
  credentials: test.admin(account),
});

it('asks and answers with the credentials of both accounts, as the command line does', async () => {
  const consumer = new DataMeshConsumer(options(CONSUMER));
  const [request] = await consumer.requestAccessToProduct({
    databaseName: DATABASE,
    tables: 'refunds',
    requestPermissions: 'SELECT',
  });
  const id = request?.id ?? '';

  await new DataMeshProducer(options(PRODUCER)).askRequester({ requestId: id, question: 'Which year?' });
  const answered = await consumer.answerQuestion(id, 'Only 2026');

  expect(answered.questions?.map(({ text, answer }) => [text, answer?.text])).toEqual([
    ['Which year?', 'Only 2026'],
  ]);
  await expect(consumer.answerQuestion(id, 'And 2025')).rejects.toMatchObject({ code: 'NOTHING_ASKED' });
});

it('changes a waiting request once, however often its job comes, and no older card approves it', async () => {
  const mesh = test.mesh({ actor: ANA, ledger: true });
  const asked = await mesh.requestAccess({
    id: subscriptionIdFrom('to-be-edited'),
    subscriber: CONSUMER,
    database: DATABASE,
    tables: ['orders'],
    permissions: ['SELECT'],
    reason: 'Weekly revenue',
    requestedBy: ANA,
    requestedVia: 'slack',
  });
  const shown = subscriptionDigest(asked);
  const change = {
    subscriptionId: asked.id,
    by: ANA,
    job: 'edit-1',
    shown,
    tables: ['orders', 'customers'],
    permissions: ['SELECT'] as const,
    reason: 'Weekly revenue by customer',
    durationSeconds: 86_400,
  };

  const edited = await mesh.edit(change);
  const again = await mesh.edit(change);

  expect(edited).toMatchObject({ tables: ['customers', 'orders'], requestedSeconds: 86_400, version: 2 });
  expect(again.version).toBe(2);
  await expect(
    test
      .mesh({ actor: BEN, ledger: true })
      .approve({ subscriptionId: asked.id, by: BEN, job: 'late', shown }),
  ).rejects.toMatchObject({ code: 'REQUEST_CHANGED' });
  await expect(
    mesh.edit({ ...change, job: 'edit-2', shown: subscriptionDigest(edited) }),
  ).rejects.toMatchObject({ code: 'NOTHING_CHANGED' });
});
