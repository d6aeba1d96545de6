import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { ANA, BEN, DATABASE, type TestMesh } from '../support/test-mesh.ts';
import type { Expected } from './expected.ts';
import type { Gesture, Trouble } from './gesture.ts';
import { type ALife, perform, type Step } from './perform.ts';

const CARA = { kind: 'slack', workspace: 'T0MESH', user: 'U0CARA' } as const;

/** From which status a gesture is possible. */
const POSSIBLE = {
  approve: 'Pending',
  deny: 'Pending',
  withdraw: 'Pending',
  both: 'Pending',
  modify: 'Active',
  revoke: 'Active',
  import: 'Active',
} as const;

/** Does what the gesture says to the mesh and to the model. Returns whether it was possible. */
export async function walk(
  test: TestMesh,
  aLife: ALife,
  all: Expected[],
  gesture: Gesture,
  trouble: Trouble,
  job: string,
): Promise<boolean> {
  if (gesture.kind === 'ask') {
    const { consumer: subscriber, tables, permissions } = gesture;
    const record = await perform(
      test,
      aLife,
      (mesh) =>
        mesh.requestAccess({
          id: job,
          subscriber,
          database: DATABASE,
          tables,
          permissions,
          requestedBy: ANA,
          requestedVia: 'slack',
        }),
      trouble,
    );
    if (!all.some(({ id }) => id === record.id)) {
      all.push({
        id: record.id,
        consumer: subscriber,
        tables,
        asked: permissions,
        status: 'Pending',
        permitted: [],
        grantable: [],
        imported: false,
      });
    }
    return true;
  }
  const possible = all.filter(({ status }) => status === POSSIBLE[gesture.kind]);
  const target = possible[gesture.which % Math.max(1, possible.length)];
  if (!target) {
    return false;
  }
  await act(test, aLife, target, gesture, trouble, job);
  return true;
}

async function act(
  test: TestMesh,
  aLife: ALife,
  target: Expected,
  gesture: Exclude<Gesture, { kind: 'ask' }>,
  trouble: Trouble,
  job: string,
): Promise<void> {
  const by = { subscriptionId: target.id, by: BEN, job };
  const does = (step: Step) => perform(test, aLife, step, trouble);
  switch (gesture.kind) {
    case 'approve': {
      const grantable = gesture.grants.filter((each) => target.asked.includes(each));
      const record = await does((mesh) => mesh.approve({ ...by, grantable }));
      await retried(aLife, record, job);
      Object.assign(target, { status: 'Active', permitted: target.asked, grantable });
      return;
    }
    case 'modify': {
      const { permissions } = gesture;
      const grantable = target.grantable.filter((each) => permissions.includes(each));
      const record = await does((mesh) => mesh.modify({ ...by, permissions, grantable }));
      if (record.fulfilment?.phase === 'ModifyFailed') {
        await aLife().modify({ ...by, job: `${job}-again`, permissions, grantable });
      }
      Object.assign(target, { permitted: permissions, grantable });
      return;
    }
    case 'import':
      await does((mesh) => mesh.importSubscription(by));
      target.imported = true;
      return;
    case 'revoke':
      await does((mesh) => mesh.revoke(by));
      target.status = 'Deleted';
      return;
    case 'deny':
      await does((mesh) => mesh.deny(by));
      target.status = 'Denied';
      return;
    case 'withdraw':
      await does((mesh) => mesh.withdraw({ ...by, by: ANA }));
      target.status = 'Deleted';
      return;
    case 'both': {
      const outcomes = await Promise.allSettled([
        aLife().approve({ ...by, job: `${job}-yes` }),
        aLife().deny({ ...by, by: CARA, job: `${job}-no` }),
      ]);
      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      if (winners.length !== 1) {
        throw new Error(`${winners.length} of two opposite decisions won`);
      }
      const isApproved = outcomes[0].status === 'fulfilled';
      Object.assign(
        target,
        isApproved ? { status: 'Active', permitted: target.asked } : { status: 'Denied' },
      );
    }
  }
}

/** What Lake Formation refused for one table is tried again by a person. */
async function retried(aLife: ALife, record: Subscription, job: string): Promise<void> {
  if (record.status !== 'Active') {
    await aLife().retryGrants({ subscriptionId: record.id, by: BEN, job: `${job}-retry` });
  }
}
