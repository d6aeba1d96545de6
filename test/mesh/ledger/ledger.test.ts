import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventFilter, LedgerEvent } from '../../../src/mesh/ledger/event.ts';
import { ANA, BEN, CONSUMER, DATABASE, MESH, startMesh, type TestMesh } from '../support/test-mesh.ts';

const BY_BEN = 'slack:T0MESH/U0BEN';
let test: TestMesh;
beforeAll(async () => {
  test = await startMesh();
}, 60_000);
afterAll(() => test?.close());

async function eventsOf(filter: EventFilter): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const event of test.mesh().events(filter)) {
    events.push(event);
  }
  return events;
}

async function asked(id: string, tables: readonly string[] = ['orders', 'customers']) {
  return test.mesh().requestAccess({
    id,
    subscriber: CONSUMER,
    database: DATABASE,
    tables,
    permissions: ['SELECT'],
    requestedBy: ANA,
    requestedVia: 'slack',
  });
}

function anEvent(id: string, at: string, more: Partial<LedgerEvent> = {}): LedgerEvent {
  return {
    id,
    at: Date.parse(at) / 1000,
    source: 'attempt',
    action: 'approve',
    outcome: 'refused',
    by: 'slack:T0MESH/U0GUS',
    ...more,
  };
}

describe('the ledger', () => {
  it('keeps a decision and what became of each table, with the request ids of AWS', async () => {
    await asked('ledger-1');
    await test
      .mesh({ actor: BEN })
      .approve({ subscriptionId: 'ledger-1', by: BEN, job: 'yes-1', note: 'fine' });

    const events = await eventsOf({ subscription: 'ledger-1' });
    const byTable = await eventsOf({ table: { database: DATABASE, table: 'orders' } });
    const byPerson = await eventsOf({ person: BY_BEN });

    expect(events.map(({ source, action, by, job }) => ({ source, action, by, job }))).toEqual([
      { source: 'decision', action: 'approve', by: BY_BEN, job: 'yes-1' },
      { source: 'result', action: 'grant', by: BY_BEN, job: 'yes-1' },
    ]);
    expect(events[0]).toMatchObject({ note: 'fine', tables: ['customers', 'orders'], database: DATABASE });
    expect(events[1]).toMatchObject({ outcome: 'done', to: 'Granted', session: 'mesh-U0BEN-T0MESH' });
    expect(events[1]?.results?.map(({ table, state }) => ({ table, state }))).toEqual([
      { table: 'customers', state: 'Granted' },
      { table: 'orders', state: 'Granted' },
    ]);
    expect(events[1]?.results?.every(({ awsRequestIds }) => (awsRequestIds?.length ?? 0) > 0)).toBe(true);
    expect(byTable).toHaveLength(1);
    expect(byTable[0]).toMatchObject({
      tables: ['orders'],
      results: [{ table: 'orders', state: 'Granted' }],
    });
    expect(byPerson.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it('writes the same rows again for a job that is delivered again, so that there is one of each', async () => {
    await asked('ledger-2', ['refunds']);
    const mesh = test.mesh({ actor: BEN });
    await mesh.approve({ subscriptionId: 'ledger-2', by: BEN, job: 'yes-2' });
    const before = await eventsOf({ subscription: 'ledger-2' });

    await mesh.approve({ subscriptionId: 'ledger-2', by: BEN, job: 'yes-2' });
    await mesh.record(before.map((event) => ({ ...event, note: 'forged later' })));

    expect(await eventsOf({ subscription: 'ledger-2' })).toEqual(before);
  });

  it('keeps what there was when the record itself is overwritten', async () => {
    await asked('ledger-3', ['refunds', 'customers']);
    await test
      .mesh({ actor: BEN })
      .deny({ subscriptionId: 'ledger-3', by: BEN, job: 'no-3', note: 'not yours' });
    await test.clients(MESH).dynamodb.send(
      new UpdateItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: { S: 'ledger-3' } },
        UpdateExpression: 'SET #status = :pending REMOVE Fulfilment, Version',
        ExpressionAttributeNames: { '#status': 'Status' },
        ExpressionAttributeValues: { ':pending': { S: 'Pending' } },
      }),
    );

    expect(await eventsOf({ subscription: 'ledger-3' })).toMatchObject([
      { source: 'decision', action: 'deny', note: 'not yours' },
    ]);
  });

  it('reads a period over the end of a month, its first and last second counted, in both directions', async () => {
    const person = 'slack:T0MESH/U0GUS';
    const instants = [
      '2026-01-31T23:59:59Z',
      '2026-02-01T00:00:00Z',
      '2026-02-28T12:00:00Z',
      '2026-03-01T00:00:00Z',
    ];
    await test.mesh().record(instants.map((at, index) => anEvent(`gus-${index}`, at)));
    const [first = 0, , , last = 0] = instants.map((at) => Date.parse(at) / 1000);

    const all = await eventsOf({ from: first, to: last });
    const inside = await eventsOf({ from: first + 1, to: last - 1 });
    const newest = await eventsOf({ person, from: first, to: last, newestFirst: true });

    expect(all.map(({ id }) => id)).toEqual(['gus-0', 'gus-1', 'gus-2', 'gus-3']);
    expect(inside.map(({ id }) => id)).toEqual(['gus-1', 'gus-2']);
    expect(newest.map(({ id }) => id)).toEqual(['gus-3', 'gus-2', 'gus-1', 'gus-0']);
    await expect(eventsOf({})).rejects.toMatchObject({ code: 'NO_PERIOD' });
  });

  it('takes an event about more tables than fit into one transaction', async () => {
    const tables = Array.from({ length: 230 }, (_, index) => `t${index}`);
    const event = anEvent('wide', '2026-05-05T05:05:05Z', { database: 'wide', tables });

    await test.mesh().record([event]);
    await test.mesh().record([event]);

    expect(await eventsOf({ table: { database: 'wide', table: 't229' } })).toMatchObject([
      { id: 'wide', tables: ['t229'] },
    ]);
  });

  it('grants nothing where it cannot be written, and goes on when it can', async () => {
    await asked('ledger-6', ['customers']);
    test.aws.faults.inject({
      operation: 'dynamodb:TransactWriteItems',
      kind: 'error',
      code: 'AccessDeniedException',
    });
    const mesh = test.mesh({ actor: BEN });
    test.calls.length = 0;

    await expect(mesh.approve({ subscriptionId: 'ledger-6', by: BEN, job: 'yes-6' })).rejects.toThrow();
    const grants = test.calls.filter(({ operation }) => operation === 'BatchGrantPermissions');
    test.aws.faults.clear();
    const record = await mesh.approve({ subscriptionId: 'ledger-6', by: BEN, job: 'yes-6b' });

    expect(grants).toEqual([]);
    expect(record.status).toBe('Active');
  });
});
