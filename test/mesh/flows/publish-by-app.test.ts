import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dieAtCall } from '../support/crash.ts';
import { localTables } from '../support/observe.ts';
import { makeSource, OTHER_PRODUCER, PRODUCER, startMesh, type TestMesh } from '../support/test-mesh.ts';

const MESH_DATABASE = `logs-${PRODUCER}`;
let test: TestMesh;

beforeAll(async () => {
  test = await startMesh(['orders']);
  await makeSource(test.clients(PRODUCER), 'logs', 'p-logs', ['visits', 'clicks_day', 'clicks_hour']);
  for (const Resource of [
    { Database: { Name: 'logs' } },
    { Table: { DatabaseName: 'logs', TableWildcard: {} } },
  ]) {
    await test.clients(PRODUCER).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: {
          DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/AwsDataMesh/DataMeshProducer`,
        },
        Resource,
        Permissions: ['DESCRIBE'],
      }),
    );
  }
});
afterAll(() => test?.close());

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

describe('publishing as the app, under the team’s roles', () => {
  it('lists the databases that the role may see, without those that hold links, and the tables that a pattern means', async () => {
    const mesh = test.mesh();

    expect([...(await collected(mesh.sourceDatabases(PRODUCER)))].sort()).toEqual(['logs', 'sales']);
    expect(await collected(mesh.sourceDatabases(OTHER_PRODUCER))).toEqual([]);
    expect(await mesh.sourceTables(PRODUCER, 'logs', 'clicks_.*')).toEqual({
      tables: ['clicks_day', 'clicks_hour'],
      skipped: [],
    });
    await expect(mesh.sourceTables(PRODUCER, 'logs', 'nothing')).rejects.toMatchObject({
      code: 'NO_TABLES_FOUND',
    });
    await expect(mesh.sourceTables(PRODUCER, 'logs', '(')).rejects.toMatchObject({ code: 'BAD_PATTERN' });
  });

  it('publishes the named tables alone, then the rest, and deletes the product again', async () => {
    const mesh = test.mesh();
    const order = { owner: PRODUCER, sourceDatabaseName: 'logs', domain: 'Web', dataProductName: 'Visits' };

    const first = await mesh.publish({ ...order, tables: ['visits'] });
    const rest = await mesh.publish(order);

    expect(first).toMatchObject({ tables: [{ sourceTable: 'visits', change: 'created' }], failed: [] });
    expect(first.tables[0]?.untagged).toBeUndefined();
    expect(rest.tables.map(({ sourceTable, change }) => [sourceTable, change])).toEqual([
      ['clicks_day', 'created'],
      ['clicks_hour', 'created'],
      ['visits', 'unchanged'],
    ]);
    expect(await localTables(test, PRODUCER, MESH_DATABASE)).toEqual([
      'clicks_day_link',
      'clicks_hour_link',
      'visits_link',
    ]);
    expect(await collected(mesh.productsOf(PRODUCER))).toContainEqual(
      expect.objectContaining({ database: MESH_DATABASE, product: 'Visits', domain: 'Web' }),
    );

    const wrong = mesh.deleteProduct({ owner: PRODUCER, database: MESH_DATABASE, confirm: 'logs' });
    await expect(wrong).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
    const removal = await mesh.deleteProduct({
      owner: PRODUCER,
      database: MESH_DATABASE,
      confirm: MESH_DATABASE,
    });

    expect(removal).toMatchObject({ isPlan: false, isDatabaseGone: true });
    expect((await collected(mesh.productsOf(PRODUCER))).map(({ database }) => database)).not.toContain(
      MESH_DATABASE,
    );
    expect(await mesh.sourceTables(PRODUCER, 'logs')).toMatchObject({ tables: { length: 3 } });
  });

  it('ends the same when it dies at any of the last calls of a deletion and is asked again', async () => {
    const deletion = { owner: PRODUCER, database: MESH_DATABASE, confirm: MESH_DATABASE };
    const publish = () =>
      test.mesh().publish({ owner: PRODUCER, sourceDatabaseName: 'logs', tableNameRegex: 'visits' });
    await publish();
    test.calls.length = 0;
    await test.mesh().deleteProduct(deletion);
    const all = test.calls.length;

    for (let n = all - 7; n <= all; n += 1) {
      await publish();
      expect(await dieAtCall(test, n, (signal) => test.mesh({ signal }).deleteProduct(deletion))).toBe(
        'died',
      );

      const again = await test
        .mesh()
        .deleteProduct(deletion)
        .catch((error: unknown) => error);

      // Dead at the very last call, everything was done: there is nothing left to delete.
      expect(again).toMatchObject(n < all ? { isDatabaseGone: true } : { code: 'NO_TABLES_FOUND' });
      expect((await collected(test.mesh().productsOf(PRODUCER))).map(({ database }) => database)).toEqual([
        'sales-222222222222',
      ]);
      expect(await localTables(test, PRODUCER, MESH_DATABASE)).toEqual([]);
    }
  });
});
