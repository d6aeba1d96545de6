import {
  AddLFTagsToResourceCommand,
  CreateDataCellsFilterCommand,
  CreateLFTagCommand,
  GrantPermissionsCommand,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readerText } from '../../../src/cli/reader-text.ts';
import { readerLine } from '../../../src/handlers/jobs/look/reader-line.ts';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import type { Reader } from '../../../src/mesh/readers/reader.ts';
import { approve, ask, endAll } from '../support/requests.ts';
import { saveFilter } from '../support/row-filters.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  OTHER_PRODUCER,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';
import { publishPeople } from '../support/wide-table.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'refunds']);
  await publishPeople(test);
}, 60_000);
afterAll(() => test?.close());
afterEach(() => endAll(test));

const options = () => ({ dataMeshAccountId: MESH, region: REGION, endpoint: test.aws.url });
const asAdmin = () =>
  new DataMeshAdmin({ ...options(), credentials: test.admin(MESH), ledgerTable: 'AwsDataMeshLedger' });

/** As somebody does who uses the console. */
function grantByHand(principal: string, resource: Resource, ...permissions: readonly Permission[]) {
  return test.clients(MESH).lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: resource,
      Permissions: [...permissions],
    }),
  );
}

const of = (readers: readonly Reader[], principal: string) =>
  readers.filter((reader) => reader.principal === principal);

describe('who can read a table', () => {
  it('is told with permissions, columns, end and who decided, from what AWS holds', async () => {
    await ask(test, 'who-1', { tables: ['people'], permissions: ['SELECT'] });
    const expiresAt = Math.floor(Date.now() / 1000) + 86_400;
    await approve(test, 'who-1', { columns: { people: { include: ['id', 'name'] } }, expiresAt });

    const { owner, readers } = await test.mesh().readers(DATABASE, ' People');

    expect(owner).toBe(PRODUCER);
    expect(of(readers, CONSUMER)).toEqual([
      {
        principal: CONSUMER,
        through: 'table',
        permissions: ['SELECT', 'DESCRIBE'],
        grantable: [],
        columns: { include: ['id', 'name'] },
        source: 'subscription',
        grounds: [
          expect.objectContaining({
            subscriptionId: 'who-1',
            expiresAt,
            decidedBy: 'slack:T0MESH/U0BEN',
            requestedBy: 'slack:T0MESH/U0ANA',
          }),
        ],
      },
    ]);
    expect(readers.filter(({ source }) => source === 'mesh').map(({ principal }) => principal)).toEqual(
      expect.arrayContaining([expect.stringContaining(`DataMeshAdminProducer-${PRODUCER}`)]),
    );
    expect(readers.filter(({ source }) => source === 'administrator')).toEqual([
      expect.objectContaining({ principal: `arn:aws:iam::${MESH}:user/administrator`, grantable: ['ALL'] }),
      expect.objectContaining({ through: 'administrator' }),
    ]);
  });

  it('shows what nobody recorded as that, beside what is recorded for the same account', async () => {
    await ask(test, 'who-2', { tables: ['people'], permissions: ['SELECT'] });
    await approve(test, 'who-2', { columns: { people: { include: ['id'] } } });
    const people = { Table: { DatabaseName: DATABASE, Name: 'people' } };
    const salary = {
      TableWithColumns: { DatabaseName: DATABASE, Name: 'people', ColumnNames: ['id', 'salary'] },
    };
    await grantByHand(CONSUMER, salary, 'SELECT');
    await grantByHand(OTHER_CONSUMER, people, 'DESCRIBE', 'INSERT');

    const { readers } = await test.mesh().readers(DATABASE, 'people');

    expect(of(readers, CONSUMER)).toMatchObject([
      { source: 'subscription', permissions: ['SELECT', 'DESCRIBE'], columns: { include: ['id'] } },
      { source: 'outside', permissions: ['SELECT'], columns: { include: ['id', 'salary'] } },
    ]);
    expect(of(readers, OTHER_CONSUMER)).toMatchObject([
      { source: 'outside', permissions: ['DESCRIBE', 'INSERT'], grounds: [] },
    ]);
  });

  it('counts grants on all tables, on rows and by LF-tags, as far as the caller may see them', async () => {
    const { lakeFormation } = test.clients(MESH);
    const everyTable = { Table: { DatabaseName: DATABASE, TableWildcard: {} } };
    await grantByHand(OTHER_CONSUMER, everyTable, 'DESCRIBE');
    await grantByHand(`arn:aws:iam::${MESH}:user/administrator`, everyTable, 'SELECT');
    const TableData = { TableCatalogId: MESH, DatabaseName: DATABASE, TableName: 'refunds', Name: 'eu' };
    await lakeFormation.send(
      new CreateDataCellsFilterCommand({
        TableData: { ...TableData, RowFilter: { FilterExpression: 'id > 1' }, ColumnWildcard: {} },
      }),
    );
    await grantByHand(OTHER_CONSUMER, { DataCellsFilter: TableData }, 'SELECT');
    await lakeFormation.send(new CreateLFTagCommand({ TagKey: 'zone', TagValues: ['eu', 'us'] }));
    await lakeFormation.send(
      new AddLFTagsToResourceCommand({
        Resource: { Table: { DatabaseName: DATABASE, Name: 'refunds' } },
        LFTags: [{ TagKey: 'zone', TagValues: ['eu'] }],
      }),
    );
    const byTag = (value: string): Resource => ({
      LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'zone', TagValues: [value] }] },
    });
    await grantByHand(CONSUMER, byTag('eu'), 'SELECT');
    await grantByHand(OTHER_PRODUCER, byTag('us'), 'SELECT');

    const { readers } = await asAdmin().readers(DATABASE, 'refunds');
    const { readers: asOwner } = await new DataMeshProducer({
      ...options(),
      credentials: test.admin(PRODUCER),
    }).readers(DATABASE, 'refunds');

    expect(of(readers, OTHER_CONSUMER)).toMatchObject([
      { through: 'rows', filter: 'eu', permissions: ['SELECT'], source: 'outside' },
      { through: 'every-table', permissions: ['DESCRIBE'], source: 'outside' },
    ]);
    expect(of(readers, CONSUMER)).toMatchObject([
      { through: 'tags', tags: [{ key: 'zone', values: ['eu'] }], source: 'outside' },
    ]);
    expect(of(readers, OTHER_PRODUCER)).toEqual([]);
    // The owner's role holds neither all tables nor this tag, so that Lake Formation keeps these from it.
    expect([...of(asOwner, OTHER_CONSUMER), ...of(asOwner, CONSUMER)]).toMatchObject([
      { through: 'rows', filter: 'eu' },
    ]);
  });

  it('names the columns that an access through a row filter has', async () => {
    await saveFilter(test, 'narrow', "id = '2'");
    await ask(test, 'Who5', { tables: ['people'], permissions: ['SELECT'] });
    const columns = { include: ['id', 'name'] };
    await approve(test, 'Who5', { columns: { people: columns }, rows: { people: ['narrow'] } });

    const { readers } = await test.mesh().readers(DATABASE, 'people');
    const [through] = of(readers, CONSUMER).filter((reader) => reader.through === 'rows');

    expect(through).toMatchObject({ permissions: ['SELECT'], columns, source: 'subscription' });
    expect(through && readerText(through)).toContain('only columns id, name  through the row filter narrow');
    expect(through && readerLine(through, 'people', [])).toContain(
      'people: only id and name, through the row filter “narrow”',
    );
  });

  it('rests on the subscription that gave it, through rows and by LF-tags too', async () => {
    await saveFilter(test, 'first', "id = '1'");
    await ask(test, 'who-3', { tables: ['people'], permissions: ['SELECT'] });
    await approve(test, 'who-3', { rows: { people: ['first'] } });

    const { readers } = await test.mesh().readers(DATABASE, 'people');

    expect(of(readers, CONSUMER)).toMatchObject([
      { through: 'table', permissions: ['DESCRIBE'], source: 'subscription' },
      {
        through: 'rows',
        permissions: ['SELECT'],
        source: 'subscription',
        grounds: [{ subscriptionId: 'who-3' }],
      },
    ]);

    await ask(test, 'who-4', {
      tables: ['orders', 'refunds'],
      permissions: ['SELECT'],
      follow: { kind: 'product', name: 'Orders' },
    });
    await approve(test, 'who-4');

    expect(of((await test.mesh().readers(DATABASE, 'orders')).readers, CONSUMER)).toMatchObject([
      { through: 'tags', source: 'subscription', grounds: [{ subscriptionId: 'who-4' }] },
    ]);
  });

  it('is refused for a table that is not there, and for the table of another producer', async () => {
    await expect(test.mesh().readers(DATABASE, 'nothing')).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });
    await expect(
      new DataMeshProducer({ ...options(), credentials: test.admin(OTHER_PRODUCER) }).readers(
        DATABASE,
        'orders',
      ),
    ).rejects.toMatchObject({ code: 'OTHER_ACCOUNT' });
  });
});
