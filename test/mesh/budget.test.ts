import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from './support/test-mesh.ts';

const names = Array.from({ length: 60 }, (_, index) => `table_${String(index).padStart(2, '0')}`);
let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(names);
}, 60_000);
afterAll(() => test?.close());

/** Taking roles is not counted: sessions last an hour. */
const counted = () => test.calls.filter(({ service }) => service !== 'sts');

describe('AWS calls', () => {
  it.each([1, 2, 3, 10, 60])('approves %i tables of one database with at most 12 + N/4', async (n) => {
    const mesh = test.mesh({ actor: BEN });
    const id = `budget-${n}`;
    await mesh.requestAccess({
      id,
      subscriber: CONSUMER,
      database: DATABASE,
      tables: names.slice(0, n),
      permissions: ['SELECT'],
      requestedBy: ANA,
      requestedVia: 'slack',
    });
    test.calls.length = 0;

    const record = await mesh.approve({ subscriptionId: id, by: BEN, job: `job-${n}` });

    const operations = counted().map(({ service, operation }) => `${service}:${operation}`);
    expect(record.status).toBe('Active');
    expect({ n, operations, fits: operations.length <= 12 + n / 4 }).toEqual({ n, operations, fits: true });
    await mesh.revoke({ subscriptionId: id, by: BEN, job: `end-${n}` });
  });

  it.each([1, 30])('publishes %i tables without partitions with at most 30 + 7 N', async (n) => {
    await makeSource(test.clients(PRODUCER), `fresh${n}`, `p-fresh-${n}`, names.slice(0, n));
    test.calls.length = 0;

    const published = await new DataMeshProducer({
      dataMeshAccountId: MESH,
      region: REGION,
      endpoint: test.aws.url,
      credentials: test.admin(PRODUCER),
    }).createDataProducts({ sourceDatabaseName: `fresh${n}`, domain: 'retail', dataProductName: 'fresh' });

    expect(published.tables).toHaveLength(n);
    expect(counted().length).toBeLessThanOrEqual(30 + 7 * n);
  });
});
