import { DescribeTableCommand, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { GetDatabaseCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { GetDataLakeSettingsCommand, GetResourceLFTagsCommand } from '@aws-sdk/client-lakeformation';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { DataMeshAdmin } from '../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshConsumer } from '../../src/mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import { bucketPolicy, catalogPolicy } from '../mesh/support/observe.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startAccounts,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import recorded from './data/library-names.json';
import { iamObjects } from './support/iam-objects.ts';
import { filled } from './support/library.ts';

/** A mesh set up as the library's recorded run did it: users too, one published table, one granted and imported subscription. */
let test: TestMesh;
let id = '';
beforeAll(async () => {
  test = await startAccounts();
  const options = (account: string) => ({
    dataMeshAccountId: MESH,
    region: REGION,
    endpoint: test.aws.url,
    credentials: test.admin(account),
  });
  const admin = (account: string) => new DataMeshAdmin(options(account));
  const withUsers = { withUsers: true };
  await admin(MESH).initializeMeshAccount(withUsers);
  await admin(PRODUCER).initializeProducerAccount(withUsers);
  await admin(MESH).enableAccountAsProducer(PRODUCER, withUsers);
  await admin(CONSUMER).initializeConsumerAccount(withUsers);
  await admin(MESH).enableAccountAsConsumer(CONSUMER, withUsers);
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders']);
  const producer = new DataMeshProducer(options(PRODUCER));
  const consumer = new DataMeshConsumer(options(CONSUMER));
  await producer.createDataProducts({
    sourceDatabaseName: 'sales',
    domain: 'Sales',
    dataProductName: 'Orders',
  });
  const [request] = await consumer.requestAccessToProduct({
    databaseName: DATABASE,
    tables: 'orders',
    requestPermissions: 'SELECT',
  });
  id = request?.id ?? '';
  await producer.approveAccessRequest({ requestId: id, decisionNotes: 'welcome' });
  await consumer.finalizeSubscription(id);
});
afterAll(() => test?.close());

const golden = () => filled(recorded, id);
const Statements = z.object({ Statement: z.array(z.looseObject({ Sid: z.optional(z.string()) })) });
const statements = (text: string | undefined) =>
  Statements.parse(JSON.parse(text ?? '{"Statement":[]}')).Statement;

describe('what we set up and what the library sets up agree in', () => {
  it.each([
    ['mesh', MESH],
    ['producer', PRODUCER],
    ['consumer', CONSUMER],
  ] as const)(
    'roles, trust, groups, policies, attachments, users and tags of the %s account',
    async (name, account) => {
      const objects = await iamObjects(test.clients(account).iam);

      expect(objects).toEqual(golden().iam[name]);
    },
  );

  it('the table, its key, its indexes, its stream and its tag', async () => {
    const { dynamodb } = test.clients(MESH);
    const { Table } = await dynamodb.send(
      new DescribeTableCommand({ TableName: 'AwsDataMeshSubscriptions' }),
    );
    const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));

    const { BillingMode, GlobalSecondaryIndexes, ...wanted } = golden().table;
    expect({ ...Table, Tags }).toMatchObject({
      ...wanted,
      AttributeDefinitions: expect.arrayContaining(wanted.AttributeDefinitions),
    });
    expect(Table?.AttributeDefinitions).toHaveLength(4);
    expect(Table?.BillingModeSummary?.BillingMode).toBe(BillingMode);
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
    expect(indexes).toHaveLength(2);
    expect(indexes).toEqual(expect.arrayContaining(GlobalSecondaryIndexes));
  });

  it('the mesh database and its tables, the producer’s link, the consumer’s database', async () => {
    const { meshDatabase, meshTable, producerLink, consumerDatabase } = golden();
    const [mesh, producer, consumer] = [test.clients(MESH), test.clients(PRODUCER), test.clients(CONSUMER)];

    const published = await mesh.glue.send(
      new GetTableCommand({ DatabaseName: meshDatabase, Name: meshTable }),
    );
    const link = await producer.glue.send(
      new GetTableCommand({ DatabaseName: producerLink.Name, Name: producerLink.Table.Name }),
    );
    const imported = await consumer.glue.send(new GetDatabaseCommand({ Name: consumerDatabase.Name }));

    expect(published.Table?.Owner).toBe(PRODUCER);
    expect(link.Table?.TargetTable).toMatchObject(producerLink.Table.TargetTable);
    expect(imported.Database?.Name).toBe(consumerDatabase.Name);
  });

  it('the statement that lets RAM share the catalog', async () => {
    const [statement] = statements(await catalogPolicy(test));

    const { Sid: _, ...shape } = statement ?? {};
    expect(normal(shape)).toEqual(normal(golden().catalogStatement));
  });

  it('the record: attributes, status, shapes', async () => {
    const Key = { SubscriptionId: id };
    const TableName = 'AwsDataMeshSubscriptions';
    const { Item = {} } = await test.clients(MESH).documents.send(new GetCommand({ TableName, Key }));

    const wanted = golden().record;
    expect(Object.keys(Item)).toEqual(expect.arrayContaining(Object.keys(wanted)));
    expect(Item).toMatchObject({
      ...wanted,
      // The library forgets the DESCRIBE that it grants, and keeps notes without who wrote them and when.
      PermittedGrants: ['SELECT', 'DESCRIBE'],
      Notes: new Set([expect.stringMatching(/welcome$/)]),
      RamShares: { orders: { type: 'Table', arn: expect.stringMatching(/^arn:aws:ram:/) } },
      CreationDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      UpdatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      CreatedBy: expect.stringMatching(/^arn:aws:/),
      UpdatedBy: expect.stringMatching(/^arn:aws:/),
    });
  });
});

describe('we differ from the library on purpose', () => {
  it('in who administers the data lake: no producer does, since AWS allows thirty administrators', async () => {
    const { DataLakeSettings } = await test
      .clients(MESH)
      .lakeFormation.send(new GetDataLakeSettingsCommand({ CatalogId: MESH }));

    const roles = (DataLakeSettings?.DataLakeAdmins ?? [])
      .map(({ DataLakePrincipalIdentifier = '' }) => DataLakePrincipalIdentifier)
      .filter((arn) => arn.includes(':role/'));
    const theirs: readonly string[] = golden().administrators;
    expect(roles).toEqual(theirs.filter((arn) => !arn.includes('DataMeshAdminProducer')));
    expect(theirs.length - roles.length).toBe(1);
  });

  it('in the bucket policy: the table’s prefix instead of the whole bucket, in statements of our own Sid', async () => {
    const found = statements(await bucketPolicy(test));

    const theirs = golden().bucketStatement;
    const readers = found.filter(({ Sid }) => Sid?.startsWith('AwsDataMeshTables-'));
    expect(found.map(({ Sid }) => Sid)).not.toContain(theirs.Sid);
    expect(JSON.stringify(readers)).toContain('arn:aws:s3:::p-data/sales/orders');
    expect(JSON.stringify(readers)).not.toContain('"arn:aws:s3:::p-data/*"');
    for (const principal of theirs.Principal.AWS) {
      expect(JSON.stringify(readers)).toContain(principal);
    }
  });

  it('in the catalog policy: the consumer may read, and not do everything', async () => {
    const text = await catalogPolicy(test);

    expect(text).toContain(CONSUMER);
    expect(text).not.toContain('glue:*');
    expect(golden().consumerCatalogStatement.Action).toEqual(['glue:*']);
  });

  it('in the keys of LF-tags, which Lake Formation keeps in lower case; values stay findable', async () => {
    const { LFTagsOnTable = [] } = await test.clients(MESH).lakeFormation.send(
      new GetResourceLFTagsCommand({
        CatalogId: MESH,
        Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
      }),
    );

    const lower = (tags: readonly { readonly key: string; readonly values: readonly string[] }[]) =>
      tags.map(({ key, values }) => [key.toLowerCase(), values.map((value) => value.toLowerCase())]).sort();
    const ours = LFTagsOnTable.map(({ TagKey = '', TagValues = [] }) => ({ key: TagKey, values: TagValues }));
    expect(lower(ours)).toEqual(lower(golden().lfTags));
  });

  it('in the consumer’s database, where each granted table gets a link of its own name', async () => {
    const { Table } = await test
      .clients(CONSUMER)
      .glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: 'orders' }));

    expect(Table?.TargetTable).toMatchObject({ CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' });
  });
});

/** Policies mean the same with one text as with a list of one, in any order. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const parts = value.map(normal);
    return parts.length === 1 ? parts[0] : parts.sort();
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, normal(part)]))
    : value;
}
