import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { approve, ask } from '../support/requests.ts';
import { MESH, makeSource, PRODUCER, REGION, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  await makeSource(test.clients(PRODUCER), 'payroll', 'p-payroll', ['salaries', 'bonuses']);
  await new DataMeshProducer({
    dataMeshAccountId: MESH,
    region: REGION,
    endpoint: test.aws.url,
    credentials: test.admin(PRODUCER),
  }).createDataProducts({ sourceDatabaseName: 'payroll', createPublicMetadata: false });
});
afterAll(() => test?.close());

it('shows nobody what was published without public metadata, and takes requests that name it exactly', async () => {
  const database = `payroll-${PRODUCER}`;
  const shown: string[] = [];
  for await (const product of test.mesh().listProducts()) {
    shown.push(product.database);
  }

  const asked = await ask(test, 'private', { database, tables: ['salaries', 'bonuses'] });
  const granted = await approve(test, 'private');

  expect(shown).not.toContain(database);
  expect(asked.owner).toBe(PRODUCER);
  expect(granted.status).toBe('Active');
  await expect(
    ask(test, 'nobody', { database: 'payroll-999999999999', tables: ['salaries'] }),
  ).rejects.toMatchObject({
    code: 'TABLE_NOT_FOUND',
  });
});
