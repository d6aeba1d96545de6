import { CreateTableCommand, GetTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  GrantPermissionsCommand,
  type GrantPermissionsCommandInput,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketPolicy, catalogPolicy, grantsOf, localTables, tagGrantsOf } from '../support/observe.ts';
import { approve, ask, endAll, stored, updateAsLibrary } from '../support/requests.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  PRODUCER,
  sourceTable,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh();
}, 60_000);
afterAll(() => test?.close());
afterEach(() => endAll(test));

const TABLES = ['customers', 'orders', 'refunds'];
const product = { tables: TABLES, follow: { kind: 'product', name: 'Orders' } } as const;

const policies = () => tagGrantsOf(test, CONSUMER);
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

  it('covers the sensitivities of the tables that were shown, whatever somebody wrote into the record', async () => {
    await ask(test, 'forged', product);
    await updateAsLibrary(test, 'forged', {
      ByTag: { Kind: 'product', Name: 'Orders', Sensitivities: ['none', 'secret'] },
    });

    const record = await approve(test, 'forged');

    expect(record.byTag?.sensitivities).toEqual(['none']);
    expect(await policies()).toEqual([BY_PRODUCT]);
    const narrowed = test.mesh().modify({
      subscriptionId: 'forged',
      by: BEN,
      job: 'modify-forged',
      permissions: ['SELECT'],
      columns: { orders: { include: ['id'] } },
    });
    await expect(narrowed).rejects.toMatchObject({ code: 'LIVE_NOT_NARROWED' });
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

  it('takes in a table that joins, lets one go that leaves, and holds one of another sensitivity back', async () => {
    await ask(test, 'follow-6', product);
    await approve(test, 'follow-6');
    await test.mesh().importSubscription({ subscriptionId: 'follow-6', by: ANA, job: 'import-follow-6' });
    const look = (job: string) => test.mesh().follow({ subscriptionId: 'follow-6', by: BEN, job });
    const before = await look('none');
    await publishMore(test, 'invoices');
    await publishMore(test, 'salaries', { sensitivity: 'secret' });

    const joined = await look('first');
    const again = await look('second');
    await setProduct('refunds', 'Returns');
    const left = await look('third');

    const policy = await bucketPolicy(test);
    const seen = await readable('invoices', 'refunds', 'salaries');
    const differences = await drift();
    await setProduct('refunds', 'Orders');

    expect(before.tables).toEqual(TABLES);
    expect([joined.tables, joined.byTag?.heldBack]).toEqual([
      ['customers', 'invoices', 'orders', 'refunds'],
      ['salaries'],
    ]);
    expect(again.version).toBe(joined.version);
    expect([left.tables, left.status]).toEqual([['customers', 'invoices', 'orders'], 'Active']);
    expect(await localTables(test, CONSUMER)).toEqual(['customers', 'invoices', 'orders']);
    expect(seen).toEqual([true, false, false]);
    expect([policy?.includes('sales/invoices'), policy?.includes('sales/orders')]).toEqual([true, true]);
    expect(readersOf(policy, 'sales/refunds')).not.toContain(CONSUMER);
    // Its new product is in the catalogue by hand, without the tag that publishing it anew would give it.
    expect(differences).toMatchObject([{ where: 'tag', table: 'refunds' }]);
  });

  it('shows a table that somebody tagged by hand as drift, and repairs it', async () => {
    await ask(test, 'follow-7', product);
    await approve(test, 'follow-7');
    await test.mesh().importSubscription({ subscriptionId: 'follow-7', by: ANA, job: 'import-follow-7' });
    await publishMore(test, 'wages', { sensitivity: 'secret' });
    await test.mesh().follow({ subscriptionId: 'follow-7', by: BEN, job: 'follow-7-1' });
    await test.clients(MESH).lakeFormation.send(
      new AddLFTagsToResourceCommand({
        Resource: { Table: { DatabaseName: DATABASE, Name: 'wages' } },
        LFTags: [{ TagKey: 'mesh-sensitivity-222222222222', TagValues: ['none'] }],
      }),
    );
    const found = await drift();
    const [finding] = found;
    if (!finding || finding.kind === 'unread') {
      throw new Error(JSON.stringify(found));
    }

    await test
      .mesh()
      .repair({ owner: finding.owner, finding: finding.id, remedy: 'revoke', by: BEN, job: 'mend-7' });

    expect(found).toMatchObject([{ kind: 'excess', table: 'wages', permissions: ['SELECT', 'DESCRIBE'] }]);
    expect([await drift(), await readable('wages', 'orders')]).toEqual([[], [false, true]]);
  });
});

async function drift() {
  const lines = [];
  for await (const line of test.mesh().drift({})) {
    lines.push(line);
  }
  return lines;
}

async function readable(...tables: readonly string[]): Promise<readonly boolean[]> {
  const { glue } = test.clients(CONSUMER);
  const read = async (Name: string) => {
    try {
      await glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: DATABASE, Name }));
      return true;
    } catch {
      return false;
    }
  };
  return Promise.all(tables.map(read));
}

/** One more table of the same product. */
async function publishMore(mesh: TestMesh, table: string, parameters: Readonly<Record<string, string>> = {}) {
  const source = sourceTable(table, `s3://p-data/sales/${table}/`);
  await mesh.clients(PRODUCER).glue.send(
    new CreateTableCommand({
      DatabaseName: 'sales',
      TableInput: { ...source, Parameters: { ...source.Parameters, ...parameters } },
    }),
  );
  await mesh.mesh({ actor: BEN }).publish({
    owner: PRODUCER,
    sourceDatabaseName: 'sales',
    tableNameRegex: table,
    domain: 'Retail',
    dataProductName: 'Orders',
  });
}

/** In the mesh; its own administrator may. */
async function setProduct(table: string, name: string): Promise<void> {
  const { glue, lakeFormation } = test.clients(MESH);
  const change: GrantPermissionsCommandInput = {
    Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:user/administrator` },
    Resource: { Table: { DatabaseName: DATABASE, Name: table } },
    Permissions: ['ALTER'],
  };
  await lakeFormation.send(new GrantPermissionsCommand(change));
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: table }));
  await glue.send(
    new UpdateTableCommand({
      DatabaseName: DATABASE,
      TableInput: {
        Name: table,
        Owner: Table?.Owner,
        TableType: Table?.TableType,
        StorageDescriptor: Table?.StorageDescriptor,
        Parameters: { ...Table?.Parameters, data_mesh_product: name },
      },
    }),
  );
  await lakeFormation.send(new RevokePermissionsCommand(change));
}

/** Accounts that a bucket's policy lets read below a prefix. */
function readersOf(policy: string | undefined, prefix: string): string {
  const { Statement = [] } = JSON.parse(policy ?? '{}') as { Statement?: unknown[] };
  return JSON.stringify(Statement.filter((each) => JSON.stringify(each).includes(`${prefix}/`)));
}
