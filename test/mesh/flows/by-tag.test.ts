import { GetTableCommand } from '@aws-sdk/client-glue';
import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketPolicy, catalogPolicy, grantsOf, localTables } from '../support/observe.ts';
import { approve, ask, endAll, stored } from '../support/requests.ts';
import { ANA, BEN, CONSUMER, DATABASE, MESH, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh();
}, 60_000);
afterAll(() => test?.close());
afterEach(() => endAll(test));

const TABLES = ['customers', 'orders', 'refunds'];
const product = { tables: TABLES, follow: { kind: 'product', name: 'Orders' } } as const;

/** What the consumer holds by LF-tags: `product=sales-222222222222/orders & sensitivity=none: SELECT`. */
async function policies(): Promise<readonly string[]> {
  const { PrincipalResourcePermissions = [] } = await test
    .clients(MESH)
    .lakeFormation.send(new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY' }));
  return PrincipalResourcePermissions.filter(
    ({ Principal }) => Principal?.DataLakePrincipalIdentifier === CONSUMER,
  ).map(({ Resource, Permissions = [] }) => {
    const expression = (Resource?.LFTagPolicy?.Expression ?? []).map(
      ({ TagKey, TagValues }) => `${TagKey}=${TagValues}`,
    );
    return `${expression.join(' & ')}: ${[...Permissions].sort()}`;
  });
}
const BY_PRODUCT =
  'mesh-product-222222222222=sales-222222222222/orders & mesh-sensitivity-222222222222=none: DESCRIBE,SELECT';

describe('a subscription that follows a product', () => {
  it('is granted by one expression of the owner’s own tags, and by no table’s name', async () => {
    await ask(test, 'follow-1', product);

    const record = await approve(test, 'follow-1');

    expect([record.status, record.tables]).toEqual(['Active', TABLES]);
    expect(record.fulfilment?.tables['orders']).toMatchObject({
      state: 'Granted',
      permissions: ['SELECT', 'DESCRIBE'],
    });
    expect(await policies()).toEqual([BY_PRODUCT]);
    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE']);
    expect((await stored(test, 'follow-1'))?.['ByTag']).toEqual({
      Kind: 'product',
      Name: 'Orders',
      Sensitivities: ['none'],
    });
    const rows = [];
    for await (const row of test.mesh().history('follow-1')) {
      rows.push(row);
    }
    expect(rows).toMatchObject([
      { kind: 'approve', byTag: { kind: 'product', name: 'Orders', sensitivities: ['none'] } },
    ]);
  });

  it('can be imported and read, and nothing is left of it after its end', async () => {
    await ask(test, 'follow-2', product);
    await approve(test, 'follow-2');
    await test.mesh().importSubscription({ subscriptionId: 'follow-2', by: ANA, job: 'import-follow-2' });
    const read = () =>
      test
        .clients(CONSUMER)
        .glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' }));
    const before = [await localTables(test, CONSUMER), (await read()).Table?.Name];

    const record = await test.mesh().revoke({ subscriptionId: 'follow-2', by: BEN, job: 'end-follow-2' });

    expect(before).toEqual([TABLES, 'orders']);
    expect([record.status, record.fulfilment?.phase]).toEqual(['Deleted', 'Revoked']);
    expect([await policies(), await grantsOf(test, CONSUMER), await localTables(test, CONSUMER)]).toEqual([
      [],
      [],
      [],
    ]);
    await expect(read()).rejects.toThrow();
    expect([await bucketPolicy(test), await catalogPolicy(test)].join()).not.toContain(CONSUMER);
  });

  it('and a grant on a table by name do not take each other away', async () => {
    await ask(test, 'by-name', { tables: ['orders'] });
    await approve(test, 'by-name');
    await ask(test, 'follow-3', product);
    await approve(test, 'follow-3');

    await test.mesh().revoke({ subscriptionId: 'by-name', by: BEN, job: 'end-by-name' });
    const afterName = [await policies(), await grantsOf(test, CONSUMER)];
    await ask(test, 'by-name-2', { tables: ['orders'] });
    await approve(test, 'by-name-2');
    await test.mesh().revoke({ subscriptionId: 'follow-3', by: BEN, job: 'end-follow-3' });

    expect(afterName).toEqual([[BY_PRODUCT], ['*: DESCRIBE']]);
    expect([await policies(), await grantsOf(test, CONSUMER)]).toEqual([
      [],
      ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT'],
    ]);
    expect(await bucketPolicy(test)).toContain(CONSUMER);
  });

  it('becomes one of the tables alone where somebody picks them at approval', async () => {
    await ask(test, 'follow-4', product);

    const record = await approve(test, 'follow-4', { tables: ['orders'] });

    expect([record.tables, record.byTag]).toEqual([['orders'], undefined]);
    expect([await policies(), await grantsOf(test, CONSUMER)]).toEqual([
      [],
      ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT'],
    ]);
  });

  it('changes its permissions as a whole', async () => {
    await ask(test, 'follow-5', product);
    await approve(test, 'follow-5');

    const record = await test
      .mesh()
      .modify({ subscriptionId: 'follow-5', by: BEN, job: 'modify-5', permissions: ['DESCRIBE'] });

    expect([record.fulfilment?.phase, record.permitted, record.byTag?.name]).toEqual([
      'Granted',
      ['DESCRIBE'],
      'Orders',
    ]);
    expect(await policies()).toEqual([BY_PRODUCT.replace('DESCRIBE,SELECT', 'DESCRIBE')]);
  });
});
