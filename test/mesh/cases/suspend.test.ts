import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actorText } from '../../../src/mesh/actor.ts';
import type { Mesh } from '../../../src/mesh/mesh.ts';
import { bucketPolicy, grantsOf, localTables } from '../support/observe.ts';
import { approve, ask } from '../support/requests.ts';
import { BEN, CONSUMER, PRODUCER, startMesh, type TestMesh } from '../support/test-mesh.ts';

const NARROW = 'vytxeTZskVKR7C7WgdSP3d';
const WIDE = 'suspendedZskVKR7C7WgdS';
const WAITS = 'waitsTZskVKR7C7WgdSP33';
const DAY = 86_400;
let test: TestMesh;
let mesh: Mesh;
let before: readonly string[];
const now = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  test = await startMesh();
  mesh = test.mesh({ actor: BEN });
  await ask(test, NARROW, { tables: ['orders'] });
  await approve(test, NARROW, { columns: { orders: { include: ['id'] } }, expiresAt: now() + DAY });
  await mesh.importSubscription({ subscriptionId: NARROW, by: BEN, job: 'import-1' });
  await ask(test, WIDE, { tables: ['customers'] });
  await approve(test, WIDE, { expiresAt: now() + 10 * DAY });
  before = await grantsOf(test, CONSUMER);
});
afterAll(() => test?.close());

async function order(action: 'suspend' | 'resume', job: string): Promise<void> {
  const by = actorText(BEN);
  await mesh.giveOrder({ subject: 'suspension', about: CONSUMER, action, job, by, at: now() });
}

async function drift(): Promise<readonly string[]> {
  const kinds: string[] = [];
  for await (const { kind } of mesh.drift({ owner: PRODUCER })) {
    kinds.push(kind);
  }
  return kinds;
}

describe('an account that is suspended', () => {
  it('holds nothing any more, is let into no bucket, and keeps its records, and drift finds nothing in it', async () => {
    await order('suspend', 'order-1');
    for (const subscriptionId of [NARROW, WIDE]) {
      const act = { subscriptionId, by: BEN, job: `suspend-${subscriptionId}` };
      await mesh.suspend(act);
      await mesh.suspend(act);
    }

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    expect(await bucketPolicy(test)).not.toContain(CONSUMER);
    for (const id of [NARROW, WIDE]) {
      expect(await mesh.getSubscription(id)).toMatchObject({
        status: 'Active',
        fulfilment: { phase: 'Suspended' },
      });
    }
    expect(await drift()).toEqual([]);
  });

  it('is given nothing: no new request, no change, no repair, nothing back', async () => {
    await ask(test, WAITS, { tables: ['refunds'] });

    await expect(approve(test, WAITS)).rejects.toMatchObject({ code: 'SUSPENDED' });
    await expect(
      mesh.modify({ subscriptionId: WIDE, by: BEN, job: 'modify-1', permissions: ['SELECT', 'INSERT'] }),
    ).rejects.toMatchObject({ code: 'NOT_ACTIVE' });
    await expect(
      mesh.importSubscription({ subscriptionId: WIDE, by: BEN, job: 'import-2' }),
    ).rejects.toMatchObject({ code: 'NOT_ACTIVE' });
    await expect(mesh.resume({ subscriptionId: WIDE, by: BEN, job: 'resume-0' })).rejects.toMatchObject({
      code: 'SUSPENDED',
    });
    await mesh.restore({ subscriptionId: WIDE, by: BEN, job: 'restore-0' });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it('gets back exactly what was decided, once the order is lifted', async () => {
    await order('resume', 'order-2');
    for (const subscriptionId of [NARROW, WIDE]) {
      const act = { subscriptionId, by: BEN, job: `resume-${subscriptionId}` };
      await mesh.resume(act);
      await mesh.resume(act);
    }

    expect(await grantsOf(test, CONSUMER)).toEqual(before);
    expect(await bucketPolicy(test)).toContain(CONSUMER);
    expect(await drift()).toEqual([]);
    const record = await mesh.importSubscription({ subscriptionId: NARROW, by: BEN, job: 'import-3' });
    expect(record).toMatchObject({ status: 'Active', imported: true, fulfilment: { phase: 'Granted' } });
  });

  it('leaves no link behind where it is given back, not imported again, and ended', async () => {
    const id = WAITS;
    await approve(test, id);
    await mesh.importSubscription({ subscriptionId: id, by: BEN, job: 'import-linked' });
    await mesh.suspend({ subscriptionId: id, by: BEN, job: 'suspend-linked' });
    await mesh.resume({ subscriptionId: id, by: BEN, job: 'resume-linked' });
    const before = await localTables(test, CONSUMER);

    await mesh.revoke({ subscriptionId: id, by: BEN, job: 'revoke-linked' });

    expect(before).toContain('refunds');
    expect(await localTables(test, CONSUMER)).not.toContain('refunds');
  });

  it('gets nothing back of what came to its end meanwhile', async () => {
    for (const subscriptionId of [NARROW, WIDE]) {
      await mesh.suspend({ subscriptionId, by: BEN, job: `again-${subscriptionId}` });
    }
    const late = test.mesh({ actor: BEN, now: () => new Date((now() + 2 * DAY) * 1000) });
    for (const subscriptionId of [NARROW, WIDE]) {
      await late.resume({ subscriptionId, by: BEN, job: `back-${subscriptionId}` });
    }

    expect(await mesh.getSubscription(NARROW)).toMatchObject({ status: 'Deleted' });
    expect(await mesh.getSubscription(WIDE)).toMatchObject({ status: 'Active' });
    expect((await grantsOf(test, CONSUMER)).join()).not.toContain('orders');
  });
});
