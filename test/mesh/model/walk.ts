import type { ColumnScope, ColumnScopes } from '../../../src/mesh/columns.ts';
import type { TablePermission } from '../../../src/mesh/permissions.ts';
import type { RowScopes } from '../../../src/mesh/rows.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { ANA, BEN, DATABASE, type TestMesh } from '../support/test-mesh.ts';
import type { Expected, Narrowing } from './expected.ts';
import { type Choice, type Gesture, TABLES, type Trouble } from './gesture.ts';
import { type ALife, perform, type Step } from './perform.ts';

const CARA = { kind: 'slack', workspace: 'T0MESH', user: 'U0CARA' } as const;

const isWaiting = ({ status }: Expected) => status === 'Pending';
const isGiven = ({ status, isSuspended }: Expected) => status === 'Active' && !isSuspended;
/** With which subscriptions a gesture is possible. */
const POSSIBLE = {
  approve: isWaiting,
  deny: isWaiting,
  withdraw: isWaiting,
  both: isWaiting,
  modify: isGiven,
  import: isGiven,
  suspend: isGiven,
  follow: (each: Expected) => isGiven(each) && each.isLive,
  resume: ({ status, isSuspended }: Expected) => status === 'Active' && isSuspended,
  revoke: ({ status }: Expected) => status === 'Active',
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
    const { consumer: subscriber, permissions, isLive } = gesture;
    const tables = isLive ? TABLES : gesture.tables;
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
          ...(isLive ? { follow: { kind: 'product', name: 'Orders' } } : {}),
        }),
      trouble,
    );
    if (!all.some(({ id }) => id === record.id)) {
      all.push({
        id: record.id,
        consumer: subscriber,
        tables,
        asked: permissions,
        isLive,
        status: 'Pending',
        isSuspended: false,
        permitted: [],
        grantable: [],
        narrowed: {},
        imported: false,
      });
    }
    return true;
  }
  const possible = all.filter(POSSIBLE[gesture.kind]);
  const target = possible[gesture.which % Math.max(1, possible.length)];
  if (!target) {
    return false;
  }
  await act(test, aLife, { target, all }, gesture, trouble, job);
  return true;
}

async function act(
  test: TestMesh,
  aLife: ALife,
  { target, all }: { readonly target: Expected; readonly all: readonly Expected[] },
  gesture: Exclude<Gesture, { kind: 'ask' }>,
  trouble: Trouble,
  job: string,
): Promise<void> {
  const by = { subscriptionId: target.id, by: BEN, job };
  const does = (step: Step) => perform(test, aLife, step, trouble);
  switch (gesture.kind) {
    case 'approve': {
      const { permissions, narrowed, scopes } = chosen(target, all, target.asked, gesture.choice);
      const grantable = gesture.grants.filter(
        (each) => permissions.includes(each) && mayHandOn(target, narrowed),
      );
      const record = await does((mesh) => mesh.approve({ ...by, permissions, grantable, ...scopes }));
      await retried(aLife, record, job);
      Object.assign(target, { status: 'Active', permitted: permissions, grantable, narrowed });
      return;
    }
    case 'modify': {
      const { permissions, narrowed, scopes } = changed(target, all, gesture);
      const grantable = target.grantable.filter(
        (each) => permissions.includes(each) && mayHandOn(target, narrowed),
      );
      const change = { ...by, permissions, grantable, ...scopes };
      const record = await does((mesh) => mesh.modify(change));
      if (record.fulfilment?.phase === 'ModifyFailed') {
        await aLife().modify({ ...change, job: `${job}-again` });
      }
      Object.assign(target, { permitted: permissions, grantable, narrowed });
      return;
    }
    case 'import':
      await does((mesh) => mesh.importSubscription(by));
      target.imported = true;
      return;
    case 'revoke':
      await does((mesh) => mesh.revoke(by));
      Object.assign(target, { status: 'Deleted', isSuspended: false });
      return;
    case 'suspend':
      await does((mesh) => mesh.suspend(by));
      target.isSuspended = true;
      return;
    case 'resume': {
      const record = await does((mesh) => mesh.resume(by));
      await retried(aLife, record, job);
      Object.assign(target, { isSuspended: false, imported: false });
      return;
    }
    case 'follow':
      await does((mesh) => mesh.follow(by));
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
      const { permissions } = chosen(target, all, target.asked, {});
      const outcomes = await Promise.allSettled([
        aLife().approve({ ...by, job: `${job}-yes`, permissions }),
        aLife().deny({ ...by, by: CARA, job: `${job}-no` }),
      ]);
      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      if (winners.length !== 1) {
        throw new Error(`${winners.length} of two opposite decisions won`);
      }
      const isApproved = outcomes[0].status === 'fulfilled';
      Object.assign(target, isApproved ? { status: 'Active', permitted: permissions } : { status: 'Denied' });
    }
  }
}

/** What Lake Formation refused for one table is tried again by a person. */
async function retried(aLife: ALife, record: Subscription, job: string): Promise<void> {
  if (record.status !== 'Active') {
    await aLife().retryGrants({ subscriptionId: record.id, by: BEN, job: `${job}-retry` });
  }
}

const WRITES: readonly TablePermission[] = ['INSERT'];

/** What is picked of a request, as far as it fits: who may write reads everything, and live access is whole. */
function chosen(
  target: Expected,
  all: readonly Expected[],
  wanted: readonly TablePermission[],
  choice: Choice,
): {
  readonly permissions: readonly TablePermission[];
  readonly narrowed: Readonly<Record<string, Narrowing>>;
  readonly scopes: { readonly columns?: ColumnScopes; readonly rows?: RowScopes };
} {
  const { isLive, tables } = target;
  const permissions = givable(target, all, wanted);
  const [first = ''] = tables;
  const rows = tables.includes('orders') ? choice.rows : undefined;
  const isNarrow =
    !isLive &&
    permissions.includes('SELECT') &&
    (choice.columns ?? rows) !== undefined &&
    !others(target, all).some(({ permitted }) => permitted.some((each) => WRITES.includes(each)));
  if (!isNarrow) {
    return { permissions, narrowed: {}, scopes: isLive ? {} : { columns: {}, rows: {} } };
  }
  const narrowed: Record<string, Narrowing> = {};
  if (choice.columns) {
    narrowed[first] = { columns: ['id'] };
  }
  if (rows) {
    narrowed['orders'] = { ...narrowed['orders'], rows };
  }
  const scope: ColumnScope = choice.columns === 'exclude' ? { exclude: ['amount'] } : { include: ['id'] };
  return {
    permissions: permissions.filter((each) => !WRITES.includes(each)),
    narrowed,
    scopes: {
      columns: choice.columns ? { [first]: scope } : {},
      rows: rows ? { orders: rows } : {},
    },
  };
}

/** Without a choice, columns and rows stay; they go with the right to read, and somebody who may write from now on gets the whole table. */
function changed(
  target: Expected,
  all: readonly Expected[],
  { permissions: wanted, choice }: Extract<Gesture, { kind: 'modify' }>,
) {
  const permissions = givable(target, all, wanted);
  const stays =
    choice === undefined && !(isNarrowed(target) && permissions.some((each) => WRITES.includes(each)));
  return stays
    ? { permissions, narrowed: permissions.includes('SELECT') ? target.narrowed : {}, scopes: {} }
    : chosen(target, all, permissions, choice ?? {});
}

/** AWS lets nobody write a table of which another access of theirs covers a part. @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html */
function givable(
  target: Expected,
  all: readonly Expected[],
  wanted: readonly TablePermission[],
): readonly TablePermission[] {
  const isPart = !target.isLive && others(target, all).some(isNarrowed);
  const rest = wanted.filter((each) => !(isPart && WRITES.includes(each)));
  return rest.length > 0 ? rest : ['DESCRIBE'];
}

/** What the same consumer has of some of the tables by name, also where it is suspended. */
function others(target: Expected, all: readonly Expected[]): readonly Expected[] {
  return all.filter(
    (each) =>
      each !== target &&
      each.consumer === target.consumer &&
      each.status === 'Active' &&
      !each.isLive &&
      each.tables.some((table) => target.tables.includes(table)),
  );
}

function isNarrowed({ narrowed }: Expected): boolean {
  return Object.keys(narrowed).length > 0;
}

/** Live access is not handed on in these walks, nor is what is narrowed: an option on all but some columns is none that AWS knows. */
function mayHandOn({ isLive }: Expected, narrowed: Expected['narrowed']): boolean {
  return !isLive && Object.values(narrowed).every(({ columns }) => columns === undefined);
}
