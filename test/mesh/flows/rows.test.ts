import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../support/observe.ts';
import { approve, ask, endAll, stored, updateAsLibrary } from '../support/requests.ts';
import { cellsOf, deleteByHand, editByHand, filtersOf, saveFilter } from '../support/row-filters.ts';
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
import { publishPeople, selectsOf } from '../support/wide-table.ts';

const EU = "name LIKE 'E%'";
const VIP = "salary = 'high'";

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  await publishPeople(test);
  await saveFilter(test, 'eu', EU, { description: 'customers in the EU' });
  await saveFilter(test, 'vip', VIP);
}, 60_000);
afterAll(() => test?.close());
afterEach(async () => {
  test.hook = () => undefined;
  await endAll(test);
});

const people = { tables: ['people'], permissions: ['SELECT'] } as const;
const through = (...names: readonly string[]) => ({ rows: { people: names } });
const held = () => filtersOf(test, CONSUMER, 'people');
const selects = () => selectsOf(test, CONSUMER, 'people');
const end = (id: string) => test.mesh().revoke({ subscriptionId: id, by: BEN, job: `end-${id}` });
const modify = (id: string, job: string, changes: object) =>
  test.mesh().modify({ subscriptionId: id, by: BEN, job, permissions: ['SELECT'], ...changes });

/** 22 characters, as the ids of subscriptions are. */
const id = (name: string) => name.replaceAll('-', '').padEnd(22, 'X').slice(0, 22);

describe('rows chosen at approval', () => {
  it('grants SELECT through the owner’s filter and nothing beside it, and keeps that in record and ledger', async () => {
    await ask(test, id('rows-1'), people);

    const record = await approve(test, id('rows-1'), through('EU'));

    expect(record.status).toBe('Active');
    expect(record.fulfilment?.tables['people']).toMatchObject({ state: 'Granted', rows: ['eu'] });
    expect(await held()).toEqual(['mesh-rows-eu']);
    expect(await selects()).toEqual([]);
    expect(await grantsOf(test, CONSUMER)).toContain('people: DESCRIBE');
    expect((await stored(test, id('rows-1')))?.['Fulfilment']).toMatchObject({
      Tables: { people: { Rows: ['eu'] } },
    });
    const decisions = [];
    for await (const row of test.mesh().history(id('rows-1'))) {
      decisions.push(row);
    }
    expect(decisions).toMatchObject([{ kind: 'approve', rows: { people: ['eu'] } }]);
  });

  it('takes several filters, whose rows add up', async () => {
    await ask(test, id('rows-2'), people);

    const record = await approve(test, id('rows-2'), through('vip', 'eu'));

    expect(record.fulfilment?.tables['people']).toMatchObject({ state: 'Granted', rows: ['eu', 'vip'] });
    expect(await held()).toEqual(['mesh-rows-eu', 'mesh-rows-vip']);
  });

  it('gives rows and columns together through a filter of the subscription’s own, which goes with it', async () => {
    await ask(test, id('rows-3'), people);

    const record = await approve(test, id('rows-3'), {
      ...through('eu'),
      columns: { people: { include: ['id', 'name'] } },
    });

    expect(record.status).toBe('Active');
    const [own = '', ...others] = await held();
    expect(own).toMatch(new RegExp(`^mesh-part-${id('rows-3')}-eu-`));
    expect([others, await selects()]).toEqual([[], []]);
    expect((await cellsOf(test, 'people'))[own]).toBe(`id,name where ${EU}`);
    await end(id('rows-3'));
    expect(await held()).toEqual([]);
    expect(Object.keys(await cellsOf(test, 'people'))).toEqual(['mesh-rows-eu', 'mesh-rows-vip']);
  });

  it.each([
    ['UNKNOWN_ROW_FILTER', through('nowhere'), 'people has no row filter nowhere. It has eu, vip.'],
    ['ROWS_WITHOUT_TABLE', { rows: { orders: ['eu'] } }, 'orders is not among them'],
    ['ROWS_WITHOUT_SELECT', { ...through('eu'), permissions: ['DESCRIBE'] }, 'Only SELECT can be narrowed'],
    ['TOO_MANY_ROW_FILTERS', through(...Array.from({ length: 11 }, (_, n) => `f${n}`)), 'at most 10'],
  ])('refuses %s before anything is claimed', async (code, changes, sentence) => {
    await ask(test, id(`bad-${code}`), people);

    await expect(approve(test, id(`bad-${code}`), changes)).rejects.toMatchObject({
      code,
      userMessage: expect.stringContaining(sentence),
    });

    expect(await test.mesh().getSubscription(id(`bad-${code}`))).toMatchObject({ status: 'Pending' });
    expect(await held()).toEqual([]);
  });

  it('refuses rows for somebody who may write the table', async () => {
    await ask(test, id('rows-write'), { ...people, permissions: ['SELECT', 'INSERT'] });

    await expect(approve(test, id('rows-write'), through('eu'))).rejects.toMatchObject({
      code: 'ROWS_WITH_WRITE',
    });
  });

  it('grants nothing through a filter that somebody changed past the app', async () => {
    await editByHand(test, 'people', 'mesh-rows-vip', "salary <> ''");
    await ask(test, id('rows-edited'), people);

    await expect(approve(test, id('rows-edited'), through('vip'))).rejects.toMatchObject({
      code: 'ROW_FILTER_NOT_READY',
    });
    await saveFilter(test, 'vip', VIP, { job: 'save-again' });
    const record = await approve(test, id('rows-edited'), through('vip'));

    expect(record.status).toBe('Active');
    expect((await cellsOf(test, 'people'))['mesh-rows-vip']).toBe(`* where ${VIP}`);
  });

  it('does not call a table granted whose filter was changed between decision and grant', async () => {
    await ask(test, id('rows-late'), people);
    let isLate = false;
    test.hook = async ({ operation }) => {
      if (operation === 'TransactWriteItems' && !isLate) {
        isLate = true;
        await editByHand(test, 'people', 'mesh-rows-eu', "name LIKE '%'");
      }
    };

    const record = await approve(test, id('rows-late'), through('eu'));
    test.hook = () => undefined;
    const before = await held();
    await saveFilter(test, 'eu', EU, { job: 'save-late', confirmed: [id('rows-late')] });
    const retried = await test
      .mesh()
      .retryGrants({ subscriptionId: id('rows-late'), by: BEN, job: 'retry-late' });

    expect(record).toMatchObject({ status: 'Pending', fulfilment: { phase: 'GrantFailed' } });
    expect(record.fulfilment?.tables['people']?.cause?.message).toMatch(
      /not in Lake Formation as its owner saved it/,
    );
    expect(before).toEqual([]);
    expect(retried.status).toBe('Active');
    expect(await held()).toEqual(['mesh-rows-eu']);
  });
});

describe('several subscriptions of one consumer', () => {
  it('rest on one filter together: it is taken away with the last of them', async () => {
    await ask(test, id('both-1'), people);
    await approve(test, id('both-1'), through('eu'));
    await ask(test, id('both-2'), { ...people, permissions: ['SELECT', 'DESCRIBE'] });
    await approve(test, id('both-2'), through('eu', 'vip'));

    await end(id('both-2'));
    expect(await held()).toEqual(['mesh-rows-eu']);
    await end(id('both-1'));
    expect(await held()).toEqual([]);
  });

  it('keep the whole table while one of them has it, and the rows remain after that', async () => {
    await ask(test, id('wide-1'), people);
    await approve(test, id('wide-1'));
    await ask(test, id('wide-2'), { ...people, permissions: ['SELECT', 'DESCRIBE'] });

    expect((await approve(test, id('wide-2'), through('eu'))).status).toBe('Active');
    expect(await selects()).toEqual(['*']);
    await end(id('wide-1'));

    expect([await selects(), await held()]).toEqual([[], ['mesh-rows-eu']]);
  });
});

describe('a later change', () => {
  it('narrows, adds columns, changes them, and gives all rows', async () => {
    const one = id('change-1');
    await ask(test, one, people);
    await approve(test, one);

    expect((await modify(one, 'narrow', through('eu'))).fulfilment?.phase).toBe('Granted');
    expect([await selects(), await held()]).toEqual([[], ['mesh-rows-eu']]);
    await modify(one, 'columns', { columns: { people: { include: ['id'] } } });
    const [first = ''] = await held();
    expect((await cellsOf(test, 'people'))[first]).toBe(`id where ${EU}`);
    await modify(one, 'others', { columns: { people: { exclude: ['salary'] } } });
    const cells = await cellsOf(test, 'people');
    expect((await held()).map((name) => cells[name])).toEqual([`-salary where ${EU}`]);
    expect(cells[first]).toBeUndefined();
    expect((await modify(one, 'same', {})).fulfilment?.tables['people']).toMatchObject({ rows: ['eu'] });
    const wide = await modify(one, 'all', { columns: {}, rows: {} });

    expect(wide.fulfilment?.tables['people']).toEqual({
      state: 'Granted',
      permissions: ['SELECT', 'DESCRIBE'],
      grantable: [],
    });
    expect([await selects(), await held()]).toEqual([['*'], []]);
    expect(Object.keys(await cellsOf(test, 'people'))).toEqual(['mesh-rows-eu', 'mesh-rows-vip']);
  });

  it('comes back from the ledger after the library wrote over the record', async () => {
    await ask(test, id('bare-1'), people);
    await approve(test, id('bare-1'), through('eu'));
    await updateAsLibrary(test, id('bare-1'), { Status: 'Active', PermittedGrants: ['SELECT'] });
    await test.clients(MESH).documents.send(
      new UpdateCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: id('bare-1') },
        UpdateExpression: 'REMOVE Fulfilment',
      }),
    );

    const record = await test.mesh().restore({ subscriptionId: id('bare-1'), by: BEN, job: 'restore-1' });

    expect(record.fulfilment?.tables['people']).toMatchObject({ state: 'Granted', rows: ['eu'] });
  });
});

describe('a filter that is in use', () => {
  it('changes only after everybody who reads through it was named, and then for all of them', async () => {
    const [one, two] = [id('used-1'), id('used-2')];
    await ask(test, one, people);
    await approve(test, one, through('vip'));
    await ask(test, two, { ...people, subscriber: OTHER_CONSUMER });
    await approve(test, two, { ...through('vip'), columns: { people: { include: ['id'] } } });
    const changed = "salary IN ('high', 'top')";

    const refusal = await saveFilter(test, 'vip', changed).catch((error: unknown) => error);
    const before = await cellsOf(test, 'people');
    await saveFilter(test, 'vip', changed, { job: 'confirmed', confirmed: [one, two] });

    expect(refusal).toMatchObject({
      code: 'ROW_FILTER_IN_USE',
      userMessage: expect.stringContaining(one),
      details: { users: [{ subscriptionId: expect.any(String) }, { subscriptionId: expect.any(String) }] },
    });
    expect(before['mesh-rows-vip']).toBe(`* where ${VIP}`);
    const after = await cellsOf(test, 'people');
    const [own = ''] = await filtersOf(test, OTHER_CONSUMER, 'people');
    expect([after['mesh-rows-vip'], after[own]]).toEqual([`* where ${changed}`, `id where ${changed}`]);
    await saveFilter(test, 'vip', VIP, { job: 'back', confirmed: [one, two] });
  });

  it('is not deleted; one that nobody uses is, and its history stays', async () => {
    await saveFilter(test, 'short', "id = '1'");
    await ask(test, id('needs-1'), people);
    await approve(test, id('needs-1'), through('short'));
    const about = { owner: PRODUCER, database: DATABASE, table: 'people', name: 'short', by: BEN };

    await expect(test.mesh().deleteRowFilter({ ...about, job: 'delete-1' })).rejects.toMatchObject({
      code: 'ROW_FILTER_NEEDED',
      userMessage: expect.stringContaining(id('needs-1')),
    });
    await test.mesh().suspend({ subscriptionId: id('needs-1'), by: BEN, job: 'suspend-1' });
    expect(await held()).toEqual([]);
    await expect(test.mesh().deleteRowFilter({ ...about, job: 'delete-suspended' })).rejects.toMatchObject({
      code: 'ROW_FILTER_NEEDED', // a resumption needs it again
    });
    await end(id('needs-1'));
    await test.mesh().deleteRowFilter({ ...about, job: 'delete-2' });
    await test.mesh().deleteRowFilter({ ...about, job: 'delete-2' });

    expect(await cellsOf(test, 'people')).not.toHaveProperty('mesh-rows-short');
    expect((await test.mesh().rowFilters(PRODUCER, DATABASE)).map(({ name }) => name)).toEqual(['eu', 'vip']);
    const actions = [];
    for await (const { action, rows } of test
      .mesh()
      .events({ table: { database: DATABASE, table: 'people' } })) {
      if (rows?.['people']?.includes('short') && action.endsWith('row-filter')) {
        actions.push(action);
      }
    }
    expect(actions).toEqual(['save-row-filter', 'delete-row-filter']);
  });
});

describe('drift', () => {
  async function drift() {
    const lines = [];
    for await (const line of test.mesh().drift({ owner: PRODUCER })) {
      lines.push(line);
    }
    return lines;
  }
  const repair = (finding: string, job: string) =>
    test.mesh({ actor: BEN }).repair({ owner: PRODUCER, finding, remedy: 'repair', by: BEN, job });

  it.each([
    ['was changed by hand', () => editByHand(test, 'people', 'mesh-rows-eu', "name <> ''"), 'altered'],
    ['was deleted', () => deleteByHand(test, 'people', 'mesh-rows-eu'), 'missing'],
  ])('finds a filter that %s, and puts it back as it was decided', async (what, harm, kind) => {
    const one = id(`drift-${kind}`);
    await ask(test, one, people);
    await approve(test, one, through('eu'));
    const calm = await drift();
    await harm();

    const [line, ...others] = await drift();
    if (!line || line.kind === 'unread') {
      throw new Error(`nothing found after it ${what}`);
    }
    await repair(line.id, `repair-${kind}`);

    expect([calm, others]).toEqual([[], []]);
    expect(line).toMatchObject({ kind, filters: ['eu'], subscriptionId: one, table: 'people' });
    expect((await cellsOf(test, 'people'))['mesh-rows-eu']).toBe(`* where ${EU}`);
    expect(await held()).toEqual(['mesh-rows-eu']);
    expect(await drift()).toEqual([]);
  });
});
