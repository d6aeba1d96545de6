import { CreateTableCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { ListResourcesCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshConsumer } from '../../../src/mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { bucketPolicy, grantsOf, localTables } from '../support/observe.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  OTHER_PRODUCER,
  PRODUCER,
  REGION,
  sourceTable,
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
const producer = (account = PRODUCER) => new DataMeshProducer(options(account));
const consumer = (account = CONSUMER) => new DataMeshConsumer(options(account));

async function granted(account: string, tables: string, extra: { grantable?: string } = {}) {
  const [request] = await consumer(account).requestAccessToProduct({
    databaseName: DATABASE,
    tables,
    requestPermissions: 'SELECT',
  });
  const approved = await producer().approveAccessRequest({
    requestId: request?.id ?? '',
    ...(extra.grantable === undefined ? {} : { grantablePermissions: extra.grantable }),
  });
  return approved;
}

describe('the classes of the library', () => {
  it('asks by pattern, product and domain for exactly the tables that match', async () => {
    const byPattern = await consumer().requestAccessToProduct({
      databaseName: DATABASE,
      tablePattern: 'order.*',
      requestPermissions: ['SELECT'],
    });
    const byProduct = await consumer().requestAccessToProduct({
      dataProduct: 'orders',
      requestPermissions: ['INSERT'],
    });

    expect(byPattern.map(({ tables }) => tables)).toEqual([['orders']]);
    expect(byProduct.map(({ tables }) => tables)).toEqual([['customers', 'orders', 'refunds']]);
    for (const { id } of [...byPattern, ...byProduct]) {
      await producer().denyAccessRequest({ requestId: id, decisionNotes: 'only a test' });
    }
    expect(await producer().listPendingAccessRequests()).toEqual([]);
  });

  it('refuses tables beside a product that are not of it, and gives none of another product along', async () => {
    const asking = consumer().requestAccessToProduct({
      databaseName: DATABASE,
      dataProduct: 'somebody elses',
      tables: 'orders',
      requestPermissions: 'SELECT',
    });
    const mixed = consumer().requestAccessToProduct({
      databaseName: DATABASE,
      dataProduct: 'orders',
      tables: ['orders', 'no_such_table'],
      requestPermissions: 'SELECT',
    });

    await expect(asking).rejects.toMatchObject({ code: 'NO_TABLES_FOUND' });
    await expect(mixed).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });
    expect(await producer().listPendingAccessRequests()).toEqual([]);
  });

  it('refuses a request to somebody who does not own the tables', async () => {
    const asking = consumer().requestAccessToProduct({
      ownerAccountId: OTHER_PRODUCER,
      databaseName: DATABASE,
      tables: 'orders',
      requestPermissions: 'SELECT',
    });

    await expect(asking).rejects.toMatchObject({ code: 'OWNER_MISMATCH' });
  });

  it('lets nobody but the owner decide', async () => {
    const [request] = await consumer(OTHER_CONSUMER).requestAccessToProduct({
      databaseName: DATABASE,
      tables: 'refunds',
      requestPermissions: 'SELECT',
    });

    const decisions = [
      producer(OTHER_PRODUCER).approveAccessRequest({ requestId: request?.id ?? '' }),
      producer(OTHER_PRODUCER).denyAccessRequest({ requestId: request?.id ?? '' }),
    ];

    for (const decision of decisions) {
      await expect(decision).rejects.toMatchObject({ code: 'NOT_PRODUCT_OWNER' });
    }
    expect(await grantsOf(test, OTHER_CONSUMER)).toEqual([]);
    await consumer(OTHER_CONSUMER).deleteSubscription({ subscriptionId: request?.id ?? '' });
  });

  it('grants, imports, changes and ends, and says each time what Lake Formation holds', async () => {
    const { id } = await granted(CONSUMER, 'orders, customers');
    const imported = await consumer().finalizeSubscription(id);
    const changed = await producer().updateSubscriptionPermissions({
      subscriptionId: id,
      grantPermissions: 'SELECT, INSERT',
      grantablePermissions: 'SELECT',
    });
    const grants = await grantsOf(test, CONSUMER);
    const ended = await producer().deleteSubscription({ subscriptionId: id, reason: 'project over' });

    expect(imported.imported).toBe(true);
    expect(changed).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE', 'INSERT'],
      grantable: ['SELECT'],
    });
    expect(grants).toEqual([
      '*: DESCRIBE',
      'customers: DESCRIBE',
      'customers: INSERT',
      'customers: SELECT+',
      'orders: DESCRIBE',
      'orders: INSERT',
      'orders: SELECT+',
    ]);
    expect(ended).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    expect(await bucketPolicy(test)).not.toContain(CONSUMER);
  });

  it('keeps what another live subscription of the consumer rests on when one ends', async () => {
    const first = await granted(CONSUMER, 'orders');
    const second = await granted(CONSUMER, 'orders, refunds');

    await producer().deleteSubscription({ subscriptionId: second.id });

    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT']);
    expect(await bucketPolicy(test)).toContain(CONSUMER);
    await producer().deleteSubscription({ subscriptionId: first.id });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it('lets a consumer give a subscription up, which the owner then ends', async () => {
    const { id } = await granted(OTHER_CONSUMER, 'orders');
    await consumer(OTHER_CONSUMER).finalizeSubscription(id);

    const given = await consumer(OTHER_CONSUMER).deleteSubscription({
      subscriptionId: id,
      reason: 'not needed',
    });
    const ended = await producer().deleteSubscription({ subscriptionId: id });

    expect(given).toMatchObject({ status: 'Active', fulfilment: { phase: 'Revoking' } });
    expect(await localTables(test, OTHER_CONSUMER)).toEqual([]);
    expect(ended.status).toBe('Deleted');
  });

  it('hands imported tables on to a role of the consumer, if they were granted with grant option', async () => {
    const { Role } = await test
      .clients(CONSUMER)
      .iam.send(new CreateRoleCommand({ RoleName: 'analyst', AssumeRolePolicyDocument: trust(CONSUMER) }));
    const { id } = await granted(CONSUMER, 'customers', { grantable: 'SELECT,DESCRIBE' });
    await consumer().finalizeSubscription(id);

    await consumer().grantToRoles(id, [Role?.Arn ?? '']);
    const info = await consumer().getTableInfo(DATABASE, 'customers');

    expect(info.columns.map(({ name }) => name)).toEqual(['id', 'amount']);
    await producer().deleteSubscription({ subscriptionId: id });
  });

  it('brings new tables and changed columns into the mesh when publishing again', async () => {
    await test.clients(PRODUCER).glue.send(
      new CreateTableCommand({
        DatabaseName: 'sales',
        TableInput: sourceTable('stores', 's3://p-data/sales/stores'),
      }),
    );

    const again = await producer().createDataProducts({
      sourceDatabaseName: 'sales',
      domain: 'Retail',
      dataProductName: 'Orders',
    });

    expect(again.tables.map(({ sourceTable: name, change }) => [name, change])).toEqual([
      ['customers', 'unchanged'],
      ['orders', 'unchanged'],
      ['refunds', 'unchanged'],
      ['stores', 'created'],
    ]);
    expect(again.failed).toEqual([]);
    expect(again.tables.flatMap(({ untagged }) => untagged ?? [])).toEqual([]);
  });

  it('refuses to take a product out of the mesh while somebody uses it, and does it afterwards', async () => {
    const { id } = await granted(CONSUMER, 'stores');
    const removal = { databaseName: DATABASE, tableNameRegex: 'stores' };
    await expect(producer().deleteDataProduct({ ...removal, confirm: DATABASE })).rejects.toMatchObject({
      code: 'PRODUCT_IN_USE',
    });
    await producer().deleteSubscription({ subscriptionId: id });

    const before = await bucketPolicy(test);
    const plan = await producer().deleteDataProduct(removal);
    expect(await bucketPolicy(test)).toBe(before);
    const removed = await producer().deleteDataProduct({ ...removal, confirm: DATABASE });

    expect(plan).toMatchObject({ tables: ['stores'], isPlan: true });
    expect(removed).toMatchObject({ tables: ['stores'], isPlan: false, isDatabaseGone: false });
    expect((await producer().getDataProduct(DATABASE)).map(({ tableName }) => tableName).sort()).toEqual([
      'customers',
      'orders',
      'refunds',
    ]);
    expect(before).toContain('/sales/stores/*');
    expect(await bucketPolicy(test)).not.toContain('/sales/stores');
    expect(await bucketPolicy(test)).toContain('/sales/orders/*');
  });

  it('keeps the place of a removed table readable while another table in the mesh lies there', async () => {
    const twice = { sourceDatabaseName: 'sales', tableNameRegex: 'orders' };
    const other = 'orders-again';
    await new DataMeshAdmin(options(MESH)).enableAccountAsProducer(PRODUCER, {
      dataLocations: ['s3://p-data/sales/orders'],
    });
    const again = await producer().createDataProducts({ ...twice, exposeDataMeshDbName: other });
    expect(again.failed).toEqual([]);

    await producer().deleteDataProduct({ databaseName: other, confirm: other });

    expect(await bucketPolicy(test)).toContain('/sales/orders/*');
    const { ResourceInfoList = [] } = await test
      .clients(MESH)
      .lakeFormation.send(new ListResourcesCommand({}));
    expect(ResourceInfoList.map(({ ResourceArn }) => ResourceArn)).toContain(
      'arn:aws:s3:::p-data/sales/orders',
    );
  });

  it('replaces tables by links only when the name of the database is typed again, and keeps the definitions', async () => {
    const backups: string[] = [];
    const request = {
      sourceDatabaseName: 'sales',
      tableNameRegex: 'refunds',
      onBackup: async ({ table }: { readonly table: string }) => {
        backups.push(table);
      },
    };
    const plan = await producer().migrateTablesToMesh(request);

    const done = await producer().migrateTablesToMesh({ ...request, confirm: 'sales' });

    expect(plan).toMatchObject({ tables: ['refunds'], isPlan: true });
    expect(done).toMatchObject({ tables: ['refunds'], isPlan: false });
    expect(backups).toEqual(['refunds']);
    expect(await localTables(test, PRODUCER, 'sales')).toContain('refunds');
  });
});

function trust(account: string): string {
  const Statement = [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
