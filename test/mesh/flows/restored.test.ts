import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Mesh } from '../../../src/mesh/mesh.ts';
import type { Disagreement } from '../../../src/mesh/restored/find-disagreements.ts';
import { grantsOf } from '../support/observe.ts';
import { approve, ask } from '../support/requests.ts';
import { BEN, CONSUMER, MESH, startMesh, type TestMesh } from '../support/test-mesh.ts';

const ENDED = 'endedZskVKR7C7WgdSP333';
const GRANTED = 'grantedZskVKR7C7WgdSP3';
const LONGER = 'LongerZskVKR7C7WgdSP33';
const LOST = 'LostTZskVKR7C7WgdSP333';
const TableName = 'AwsDataMeshSubscriptions';
const DAY = 86_400;
const SOON = Math.floor(Date.now() / 1000) + DAY;
let test: TestMesh;
/** A minute after the snapshot. */
let later: Mesh;
let held: readonly string[];

const act = (subscriptionId: string, job: string) => ({
  subscriptionId,
  by: BEN,
  job: `${job}-${subscriptionId}`,
});

beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds', 'returns']);
  later = test.mesh({ actor: BEN, now: () => new Date(Date.now() + 60_000) });
  await ask(test, ENDED, { tables: ['orders'] });
  await approve(test, ENDED);
  await ask(test, GRANTED, { tables: ['customers'] });
  await ask(test, LONGER, { tables: ['refunds'] });
  await approve(test, LONGER, { expiresAt: SOON });
  const { documents } = test.clients(MESH);
  const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
  await later.revoke({ ...act(ENDED, 'revoke'), note: 'The report is done.' });
  await later.approve(act(GRANTED, 'approve'));
  await later.modify({ ...act(LONGER, 'modify'), permissions: ['SELECT'], expiresAt: SOON + 30 * DAY });
  await ask(test, LOST, { tables: ['returns'] });
  await later.approve(act(LOST, 'approve'));
  held = await grantsOf(test, CONSUMER);
  for (const SubscriptionId of [ENDED, GRANTED, LONGER, LOST]) {
    await documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId } }));
  }
  for (const Item of Items) {
    await documents.send(new PutCommand({ TableName, Item }));
  }
}, 120_000);
afterAll(() => test?.close());

async function found(): Promise<readonly Disagreement[]> {
  const all: Disagreement[] = [];
  for await (const each of later.disagreements()) {
    all.push(each);
  }
  return all;
}

it('finds what a restore took back or brought back, with what AWS holds of it', async () => {
  const kinds = new Map((await found()).map(({ id, kind, held: holds }) => [id, `${kind} ${holds}`]));

  expect(Object.fromEntries(kinds)).toEqual({
    [ENDED]: 'live-again none',
    [GRANTED]: 'undecided-again all',
    [LONGER]: 'changed-back all',
    [LOST]: 'missing all',
  });
});

it('tells of one record whether it agrees', async () => {
  expect(await later.disagreement(LOST)).toMatchObject({ kind: 'missing' });
  expect(await later.disagreement(ENDED)).toMatchObject({ kind: 'live-again' });
  expect(await later.disagreement('unknown')).toBeUndefined();
});

it('brings each record back to what was decided, and grants nothing', async () => {
  for (const { id } of await found()) {
    await later.reconcile(act(id, 'reconcile'));
    await later.reconcile(act(id, 'reconcile'));
  }

  expect(await found()).toEqual([]);
  expect(await grantsOf(test, CONSUMER)).toEqual(held);
  expect(await later.getSubscription(ENDED)).toMatchObject({
    status: 'Deleted',
    fulfilment: { phase: 'Revoked', decision: { note: 'The report is done.' } },
  });
  expect(await later.getSubscription(GRANTED)).toMatchObject({
    status: 'Active',
    fulfilment: { phase: 'Granted', job: `approve-${GRANTED}` },
  });
  expect(await later.getSubscription(LONGER)).toMatchObject({ status: 'Active', expiresAt: SOON + 30 * DAY });
  expect(await later.getSubscription(LOST)).toMatchObject({
    status: 'Active',
    tables: ['returns'],
    requested: expect.arrayContaining(['SELECT']),
  });
});

it('knows a table that was made anew under its name, and goes on only when somebody says so', async () => {
  expect(await later.restoration()).toMatchObject({ isStanding: false });
  const { dynamodb } = test.clients(MESH);
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );

  const { isStanding, tableId } = await later.restoration();
  expect(isStanding).toBe(true);
  expect(await later.restoration()).toMatchObject({
    isStanding: true,
    order: { action: 'begin', seen: tableId },
  });
  const at = Math.floor(Date.now() / 1000) + 120;
  await later.giveOrder({ ...about, action: 'confirm', job: 'go-on', at, seen: tableId });

  expect(await later.restoration()).toMatchObject({ isStanding: false });
});

const about = { subject: 'restore', about: 'table', by: 'slack:T0MESH/U0BEN' } as const;
