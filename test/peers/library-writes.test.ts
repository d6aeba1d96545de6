import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../mesh/support/observe.ts';
import { approve, ask, endAll, putAsLibrary, stored, updateAsLibrary } from '../mesh/support/requests.ts';
import { ANA, BEN, CONSUMER, PRODUCER, startMesh, type TestMesh } from '../mesh/support/test-mesh.ts';

/**
 * What the Python library writes, as its source and its recorded runs show it, replayed between our own steps. The records have to agree with
 * Lake Formation afterwards, whoever wrote last.
 */
let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
});
afterEach(async () => {
  test.hook = () => undefined;
  await endAll(test);
});
afterAll(() => test?.close());

const END = 4_000_000_000;

/** Does something once, right after the first call of an operation was applied. */
function meanwhile(operation: string, act: () => Promise<unknown>): void {
  let done = false;
  test.hook = async (call) => {
    if (!done && call.operation === operation && call.principal.includes('DataMeshAdmin')) {
      done = true;
      await act();
    }
  };
}

const granted = {
  Status: 'Active',
  PermittedGrants: ['SELECT'],
  GrantableGrants: [],
  GrantedTableARNs: ['arn:aws:glue:us-east-1:111111111111:table/sales-222222222222/orders'],
};

describe('while a request is being granted here, the library', () => {
  it('approves it: the record stays active, keeps its end, and says what Lake Formation holds', async () => {
    await ask(test, 'peer-approve');
    meanwhile('BatchGrantPermissions', () => updateAsLibrary(test, 'peer-approve', granted, 'welcome'));

    const record = await approve(test, 'peer-approve', { expiresAt: END });

    expect(record).toMatchObject({ status: 'Active', permitted: ['SELECT', 'DESCRIBE'], expiresAt: END });
    expect(record.notes).toContain('welcome');
    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT']);
  });

  it('denies it: what was granted is taken back, and the record stays denied', async () => {
    await ask(test, 'peer-deny');
    meanwhile('BatchGrantPermissions', () =>
      updateAsLibrary(
        test,
        'peer-deny',
        { Status: 'Denied', PermittedGrants: ['SELECT'], GrantableGrants: null, GrantedTableARNs: null },
        'no',
      ),
    );

    const record = await approve(test, 'peer-deny');

    expect(record.status).toBe('Denied');
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it('updates its grants: the decision that is on the ledger holds', async () => {
    await ask(test, 'peer-update');
    meanwhile('BatchGrantPermissions', () =>
      updateAsLibrary(
        test,
        'peer-update',
        { PermittedGrants: ['SELECT', 'DROP'], GrantableGrants: ['DROP'] },
        'more',
      ),
    );

    const record = await approve(test, 'peer-update', { expiresAt: END });

    expect(record).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE'],
      grantable: [],
      expiresAt: END,
    });
    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT']);
  });

  it('asks for the same again and so writes a bare record over it: the ledger brings back what was decided', async () => {
    await ask(test, 'peer-again');
    meanwhile('BatchGrantPermissions', () => putAsLibrary(test, 'peer-again'));

    const record = await approve(test, 'peer-again', { expiresAt: END });

    expect(record).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE'],
      expiresAt: END,
      fulfilment: { phase: 'Granted' },
    });
    expect(record.fulfilment?.decision?.by).toBe('slack:T0MESH/U0BEN');
  });

  it('does so between the claim and a crash: the redelivered job claims again from the ledger', async () => {
    await ask(test, 'peer-crash');
    await approve(test, 'peer-crash', { expiresAt: END });
    await putAsLibrary(test, 'peer-crash');

    const record = await approve(test, 'peer-crash');

    expect(record).toMatchObject({
      status: 'Active',
      expiresAt: END,
      fulfilment: { phase: 'Granted', job: 'approve-peer-crash' },
    });
  });
});

describe('an identical request of the library', () => {
  it.each(['Active', 'Denied', 'Deleted'] as const)(
    'over a record that is %s leaves one that can be read and decided',
    async (status) => {
      const id = `peer-same-${status.toLowerCase()}`;
      await putAsLibrary(test, id, { Status: status, CreationDate: '2099-01-05 09:30:00' });
      const others = status === 'Active' ? undefined : id;

      const record = await test.mesh().getSubscription(id);
      const again = await ask(test, `${id}-new`);

      expect(record).toMatchObject({ id, status, permitted: [], imported: false });
      expect(again.id).toBe(status === 'Active' ? id : `${id}-new`);
      expect(again.predecessor).toBe(others);
    },
  );
});

describe('while an active subscription changes here, the library', () => {
  it('updates its grants: ours, which is on the ledger, holds, and the record agrees with Lake Formation', async () => {
    await ask(test, 'peer-modify');
    await approve(test, 'peer-modify', { expiresAt: END });
    meanwhile('BatchGrantPermissions', () =>
      updateAsLibrary(test, 'peer-modify', { PermittedGrants: ['SELECT', 'ALTER'] }),
    );

    const record = await test
      .mesh()
      .modify({ subscriptionId: 'peer-modify', by: BEN, job: 'modify', permissions: ['SELECT', 'INSERT'] });

    expect(record).toMatchObject({ permitted: ['SELECT', 'DESCRIBE', 'INSERT'], expiresAt: END });
    expect(await grantsOf(test, CONSUMER)).toEqual([
      '*: DESCRIBE',
      'orders: DESCRIBE',
      'orders: INSERT',
      'orders: SELECT',
    ]);
  });

  it('deletes it during the import: the record does not come back to life as imported', async () => {
    await ask(test, 'peer-import');
    await approve(test, 'peer-import');
    let done = false;
    test.hook = async ({ operation }) => {
      if (!done && operation === 'CreateTable') {
        done = true;
        await updateAsLibrary(test, 'peer-import', { Status: 'Deleted' });
      }
    };

    await expect(
      test.mesh().importSubscription({ subscriptionId: 'peer-import', by: ANA, job: 'import' }),
    ).rejects.toMatchObject({ code: 'ENDED_MEANWHILE' });
    test.hook = () => undefined;
    const ended = await test.mesh().revoke({ subscriptionId: 'peer-import', by: BEN, job: 'revoke' });

    expect(ended).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });
});

describe('records', () => {
  it('of the library are read, granted and imported, and the library can go on writing into them', async () => {
    await putAsLibrary(test, 'peer-theirs');
    await approve(test, 'peer-theirs', { note: 'ours' });
    await test.mesh().importSubscription({ subscriptionId: 'peer-theirs', by: ANA, job: 'import' });

    await updateAsLibrary(
      test,
      'peer-theirs',
      { Status: 'Deleted', GrantableGrants: null, GrantedTableARNs: null },
      'theirs',
    );

    const record = await test.mesh().getSubscription('peer-theirs');
    const item = await stored(test, 'peer-theirs');
    expect(record?.notes.some((note) => note.endsWith('ours'))).toBe(true);
    expect(record?.notes).toContain('theirs');
    expect(item).toMatchObject({
      OwnerPrincipal: PRODUCER,
      ImportedToConsumer: true,
      RamShares: { orders: { type: 'Table' } },
    });
    await test.mesh().revoke({ subscriptionId: 'peer-theirs', by: BEN, job: 'revoke' });
  });
});
