import { DeleteTableCommand } from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  type Permission,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actorText } from '../../../src/mesh/actor.ts';
import type { DriftFilter, DriftLine, Finding, Remedy } from '../../../src/mesh/drift/finding.ts';
import { findingSentence } from '../../../src/mesh/drift/finding-sentence.ts';
import { bucketPolicy, grantsOf } from '../support/observe.ts';
import { approve, ask, endAll } from '../support/requests.ts';
import {
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  PRODUCER,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';
import { selectsOf } from '../support/wide-table.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds', 'doomed']);
});
afterAll(() => test?.close());

const ID = 'vytxeTZskVKR7C7WgdSP3d';

const DAY = 86_400;

async function findings(filter: DriftFilter): Promise<readonly Finding[]> {
  const lines: Finding[] = [];
  for await (const line of test.mesh().drift(filter)) {
    if (line.kind === 'unread') {
      throw new Error(`unread: ${line.code}`);
    }
    lines.push(line);
  }
  return lines;
}

const drift = (): Promise<readonly Finding[]> => findings({});

async function onlyFinding() {
  const [line, ...others] = await drift();
  expect(others).toEqual([]);
  if (!line) {
    throw new Error(`no finding: ${JSON.stringify(line)}`);
  }
  return line;
}

async function mend(finding: string, remedy: Remedy, job: string): Promise<void> {
  await test.mesh({ actor: BEN }).repair({ owner: PRODUCER, finding, remedy, by: BEN, job });
}

const select = (principal: string, table: string, permission: Permission = 'SELECT') => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource:
    permission === 'SELECT'
      ? { TableWithColumns: { CatalogId: MESH, DatabaseName: DATABASE, Name: table, ColumnWildcard: {} } }
      : { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: table } },
  Permissions: [permission],
});
const columns = (principal: string, ColumnNames: string[]) => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: { TableWithColumns: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders', ColumnNames } },
  Permissions: ['SELECT' as const],
});
const lakeFormation = () => test.clients(MESH).lakeFormation;

describe('what was decided against what AWS holds', () => {
  it('finds nothing in a mesh that only the engine changed', async () => {
    expect(await drift()).toEqual([]);
    await ask(test, ID, { tables: ['orders', 'customers'] });
    expect(await drift()).toEqual([]);
    await approve(test, ID);
    expect(await drift()).toEqual([]);
    await test.mesh().importSubscription({ subscriptionId: ID, by: BEN, job: 'import-1' });
    expect(await drift()).toEqual([]);
    await test
      .mesh()
      .modify({ subscriptionId: ID, by: BEN, job: 'modify-1', permissions: ['SELECT', 'INSERT'] });
    expect(await drift()).toEqual([]);
    await endAll(test);
    expect(await drift()).toEqual([]);
  });

  it('finds a grant that was taken away by hand, and grants it again', async () => {
    const id = 'missingZskVKR7C7WgdSP3';
    await ask(test, id, { tables: ['orders', 'customers'] });
    await approve(test, id);
    await lakeFormation().send(new RevokePermissionsCommand(select(CONSUMER, 'orders')));

    const found = await onlyFinding();
    await mend(found.id, 'repair', 'repair-1');

    expect(found).toMatchObject({
      kind: 'missing',
      principal: CONSUMER,
      table: 'orders',
      permissions: ['SELECT'],
    });
    expect(await drift()).toEqual([]);
    expect((await grantsOf(test, CONSUMER)).join()).toContain('orders: SELECT');
    const kinds = [];
    for await (const { kind } of test.mesh().history(id)) {
      kinds.push(kind);
    }
    expect(kinds).toEqual(['approve', 'repair']);
  });

  it('finds more than was decided on a known consumer, and takes exactly that away', async () => {
    await lakeFormation().send(new GrantPermissionsCommand(select(CONSUMER, 'refunds')));
    await lakeFormation().send(new GrantPermissionsCommand(select(CONSUMER, 'orders', 'DELETE')));

    const lines = await drift();
    for (const line of lines) {
      await mend(line.id, 'revoke', `revoke-${line.id}`);
    }

    expect(lines.map(({ kind }) => kind)).toEqual(['excess', 'excess']);
    expect(await drift()).toEqual([]);
    const held = (await grantsOf(test, CONSUMER)).join();
    expect(held).toContain('orders: SELECT');
    expect(held).not.toMatch(/refunds|DELETE/);
  });

  it('finds a grant without any subscription, and takes it away', async () => {
    await lakeFormation().send(new GrantPermissionsCommand(select(OTHER_CONSUMER, 'orders')));

    const found = await onlyFinding();
    await mend(found.id, 'revoke', 'orphan-1');

    expect(found).toMatchObject({
      kind: 'orphan',
      principal: OTHER_CONSUMER,
      table: 'orders',
      permissions: ['SELECT'],
    });
    expect(await drift()).toEqual([]);
    expect(await grantsOf(test, OTHER_CONSUMER)).toEqual([]);
  });

  it('finds more columns and other columns than were decided, and takes exactly those away', async () => {
    const id = 'columnsZskVKR7C7WgdSP3';
    await ask(test, id, { subscriber: OTHER_CONSUMER, tables: ['orders'] });
    await approve(test, id, { columns: { orders: { include: ['id'] } } });
    expect(await drift()).toEqual([]);
    await lakeFormation().send(new GrantPermissionsCommand(select(OTHER_CONSUMER, 'orders')));

    const wider = await onlyFinding();
    await mend(wider.id, 'revoke', 'columns-1');

    expect(wider).toMatchObject({ kind: 'excess', table: 'orders', permissions: ['SELECT'] });
    expect(await selectsOf(test, OTHER_CONSUMER, 'orders')).toEqual(['id']);
    await lakeFormation().send(new GrantPermissionsCommand(columns(OTHER_CONSUMER, ['amount'])));
    const other = await onlyFinding();
    await mend(other.id, 'revoke', 'columns-2');

    expect(other).toMatchObject({ kind: 'excess', columns: { include: ['amount'] } });
    expect(findingSentence(other)).toContain('SELECT on columns amount');
    expect(await drift()).toEqual([]);
    expect(await selectsOf(test, OTHER_CONSUMER, 'orders')).toEqual(['id']);
    await lakeFormation().send(new RevokePermissionsCommand(columns(OTHER_CONSUMER, ['id'])));
    const missing = await onlyFinding();
    await mend(missing.id, 'repair', 'columns-3');

    expect(missing).toMatchObject({ kind: 'missing', permissions: ['SELECT'], columns: { include: ['id'] } });
    expect(await drift()).toEqual([]);
    expect(await selectsOf(test, OTHER_CONSUMER, 'orders')).toEqual(['id']);
    await test.mesh().revoke({ subscriptionId: id, by: BEN, job: 'end-columns' });
    expect(await selectsOf(test, OTHER_CONSUMER, 'orders')).toEqual([]);
  });

  it('finds a bucket policy that was deleted by hand, and writes it again', async () => {
    await test.clients(PRODUCER).s3.send(new DeleteBucketPolicyCommand({ Bucket: 'p-data' }));

    const found = await onlyFinding();
    await mend(found.id, 'repair', 'bucket-1');

    expect(found).toMatchObject({
      kind: 'missing',
      where: 'bucket-policy',
      bucket: 'p-data',
      principal: CONSUMER,
    });
    expect(await drift()).toEqual([]);
    expect(await bucketPolicy(test)).toContain(CONSUMER);
  });

  it('leaves a difference until a day with a reason, and finds it again after it', async () => {
    await lakeFormation().send(new GrantPermissionsCommand(select(OTHER_CONSUMER, 'refunds')));
    const found = await onlyFinding();
    const mesh = test.mesh({ actor: BEN });
    const act = { owner: PRODUCER, finding: found.id, remedy: 'ignore', by: BEN, job: 'ignore-1' } as const;
    const until = Math.floor(Date.now() / 1000) + 30 * DAY;

    await expect(mesh.repair({ ...act, note: 'known for years' })).rejects.toMatchObject({
      code: 'BAD_UNTIL',
    });
    await expect(mesh.repair({ ...act, until, note: ' x ' })).rejects.toMatchObject({ code: 'NO_REASON' });
    await mesh.repair({ ...act, until, note: 'known for years' });

    expect(found.remedies).toEqual(['revoke', 'adopt', 'ignore']);
    expect(await drift()).toEqual([]);
    const late = test.mesh({ now: () => new Date((until + 1) * 1000) });
    const again: DriftLine[] = [];
    for await (const line of late.drift({})) {
      again.push(line);
    }
    expect(again).toEqual([found]);
    const actions: string[] = [];
    for await (const event of mesh.events({ person: actorText(BEN), newestFirst: true })) {
      actions.push(`${event.action} ${event.note}`);
    }
    expect(actions).toContain(`drift-ignore ${found.id}: known for years`);
  });

  it('adopts what is held without a decision into a record with a decision and an end', async () => {
    const [held] = await findings({ withIgnored: true });
    const expiresAt = Math.floor(Date.now() / 1000) + DAY;

    await test.mesh({ actor: BEN }).repair({
      owner: PRODUCER,
      finding: held?.id ?? '',
      remedy: 'adopt',
      by: BEN,
      job: 'adopt-1',
      expiresAt,
      note: 'from the time before the mesh',
    });

    const records = [];
    for await (const record of test
      .mesh()
      .listSubscriptions({ subscriber: OTHER_CONSUMER, table: 'refunds' })) {
      records.push(record);
    }
    expect(records).toMatchObject([
      { status: 'Active', tables: ['refunds'], expiresAt, fulfilment: { phase: 'Granted' } },
    ]);
    expect(await findings({ withIgnored: true })).toEqual([]);
    await test.mesh().revoke({ subscriptionId: records[0]?.id ?? '', by: BEN, job: 'end-adopted' });
    expect(await grantsOf(test, OTHER_CONSUMER)).toEqual([]);
  });

  it('says nothing of the difference that another one brought to an end, and refuses to mend it twice', async () => {
    await expect(mend('000000000000', 'repair', 'gone-1')).rejects.toMatchObject({ code: 'DRIFT_GONE' });
  });

  it('finds an active record of which nothing is held', async () => {
    const id = 'missingZskVKR7C7WgdSP3';
    for (const table of ['orders', 'customers']) {
      for (const permission of ['SELECT', 'DESCRIBE'] as const) {
        await lakeFormation().send(new RevokePermissionsCommand(select(CONSUMER, table, permission)));
      }
    }

    const found = await onlyFinding();
    await mend(found.id, 'repair', 'wrong-1');

    expect(found).toMatchObject({ kind: 'wrong-state', subscriptionId: id });
    expect(await drift()).toEqual([]);
    await endAll(test);
  });

  it('finds a record whose table is gone, and ends it', async () => {
    const id = 'dangEingZskVKR7C7WgdSP';
    await ask(test, id, { tables: ['doomed'] });
    await approve(test, id);
    await lakeFormation().send(
      new GrantPermissionsCommand(select(`arn:aws:iam::${MESH}:user/administrator`, 'doomed', 'DROP')),
    );
    await test.clients(MESH).glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: 'doomed' }));

    const found = await onlyFinding();
    await mend(found.id, 'end', 'end-1');

    expect(found).toMatchObject({ kind: 'dangling', table: 'doomed', subscriptionId: id });
    expect(await test.mesh().getSubscription(id)).toMatchObject({ status: 'Deleted' });
    // Where the table was, nobody knows any more: what its bucket still lets in is found, and goes as a difference of its own.
    const left = await onlyFinding();
    expect(left).toMatchObject({ kind: 'orphan', where: 'bucket-policy', principal: CONSUMER });
    await mend(left.id, 'revoke', 'left-1');
    expect(await drift()).toEqual([]);
  });
});
