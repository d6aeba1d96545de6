import { GetTableCommand } from '@aws-sdk/client-glue';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANA, BEN, CONSUMER, DATABASE, PRODUCER, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh();
});
afterAll(() => test?.close());

const ID = 'vytxeTZskVKR7C7WgdSP3d';

describe('from the request to the import', () => {
  it('resolves the owner of tables from the mesh catalogue', async () => {
    const owner = await test.mesh().resolveOwner(DATABASE, ['orders', 'customers']);

    expect(owner).toBe(PRODUCER);
  });

  it('lists what was published as a product with its domain, tables and columns', async () => {
    const products = [];
    for await (const product of test.mesh().listProducts()) {
      products.push(product);
    }

    expect(products).toHaveLength(1);
    expect(products[0]).toMatchObject({
      database: DATABASE,
      owner: PRODUCER,
      domain: 'Retail',
      product: 'Orders',
      isPublic: true,
    });
    expect(products[0]?.tables.map(({ name }) => name).sort()).toEqual(['customers', 'orders', 'refunds']);
  });

  it('stores a request once, grants it, and imports it', async () => {
    const mesh = test.mesh();
    const request = {
      id: ID,
      subscriber: CONSUMER,
      database: DATABASE,
      tables: ['orders', 'CUSTOMERS '],
      permissions: ['SELECT'],
      reason: 'forecast',
      requestedBy: ANA,
      requestedVia: 'slack',
    } as const;
    const first = await mesh.requestAccess(request);
    const again = await mesh.requestAccess({ ...request, id: 'aaaaaaaaaaaaaaaaaaaaaa' });

    const granted = await mesh.approve({ subscriptionId: ID, by: BEN, job: 'job-1' });
    const imported = await mesh.importSubscription({ subscriptionId: ID, by: ANA, job: 'job-2' });

    expect(first).toMatchObject({ status: 'Pending', owner: PRODUCER, tables: ['customers', 'orders'] });
    expect(again.id).toBe(ID);
    expect(granted.fulfilment).toMatchObject({ phase: 'Granted' });
    expect(granted).toMatchObject({ status: 'Active', permitted: ['SELECT', 'DESCRIBE'] });
    expect(imported).toMatchObject({ imported: true });
    const { Policy } = await test.clients(PRODUCER).s3.send(new GetBucketPolicyCommand({ Bucket: 'p-data' }));
    expect(Policy).toContain(`${CONSUMER}:role/aws-service-role`);
    const link = await test
      .clients(CONSUMER)
      .glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: 'orders' }));
    expect(link.Table?.Name).toBe('orders');
  });
});
