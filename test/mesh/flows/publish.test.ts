import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  CreateTableCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTableCommand,
} from '@aws-sdk/client-glue';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { GetResourceLFTagsCommand, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { localTables } from '../support/observe.ts';
import {
  MESH,
  makeSource,
  OTHER_PRODUCER,
  PRODUCER,
  REGION,
  sourceTable,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

const MESH_DATABASE = `logs-${PRODUCER}`;
let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  const { glue } = test.clients(PRODUCER);
  await makeSource(test.clients(PRODUCER), 'logs', 'p-logs', ['visits']);
  const days = Array.from({ length: 250 }, (_, day) => partition(String(day)));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'logs',
      TableInput: {
        ...sourceTable('clicks', 's3://p-logs/logs/clicks/'),
        PartitionKeys: [{ Name: 'day', Type: 'string' }],
      },
    }),
  );
  for (let from = 0; from < days.length; from += 100) {
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: 'logs',
        TableName: 'clicks',
        PartitionInputList: days.slice(from, from + 100),
      }),
    );
  }
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'logs',
      TableInput: { Name: 'v_clicks', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'select 1' },
    }),
  );
});
afterAll(() => test?.close());

const partition = (day: string) => ({
  Values: [day],
  StorageDescriptor: { Location: `s3://p-logs/logs/clicks/day=${day}/` },
});
const options = (account: string) => ({
  dataMeshAccountId: MESH,
  region: REGION,
  endpoint: test.aws.url,
  credentials: test.admin(account),
});
const publish = (changes: object = {}) =>
  new DataMeshProducer(options(PRODUCER)).createDataProducts({
    sourceDatabaseName: 'logs',
    domain: 'Web',
    dataProductName: 'Clicks',
    ...changes,
  });
const partitionsInMesh = async () => {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await test
      .clients(MESH)
      .glue.send(new GetPartitionsCommand({ DatabaseName: MESH_DATABASE, TableName: 'clicks', NextToken }));
    count += page.Partitions?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken);
  return count;
};

describe('publishing', () => {
  it('copies partitions a hundred a call, skips views with a reason, links and tags', async () => {
    test.calls.length = 0;

    const publication = await publish();

    const batches = test.calls.filter(({ operation }) => operation === 'BatchCreatePartition');
    expect(batches).toHaveLength(3);
    expect(publication.tables.map(({ sourceTable: name, partitions }) => [name, partitions])).toEqual([
      ['clicks', 250],
      ['visits', 0],
    ]);
    expect(publication.skipped).toEqual([
      { sourceTable: 'v_clicks', reason: expect.stringContaining('view') },
    ]);
    expect(await partitionsInMesh()).toBe(250);
    expect(await localTables(test, PRODUCER, MESH_DATABASE)).toEqual(['clicks_link', 'visits_link']);
    const { LFTagsOnTable } = await test.clients(MESH).lakeFormation.send(
      new GetResourceLFTagsCommand({
        Resource: { Table: { DatabaseName: MESH_DATABASE, Name: 'clicks' } },
      }),
    );
    expect(LFTagsOnTable?.map(({ TagKey, TagValues }) => [TagKey, TagValues])).toEqual(
      expect.arrayContaining([
        ['domain', ['web']],
        ['dataproduct', ['clicks']],
      ]),
    );
  });

  it('takes over new partitions and drops those that the source no longer has', async () => {
    const { glue } = test.clients(PRODUCER);
    await glue.send(
      new BatchDeletePartitionCommand({
        DatabaseName: 'logs',
        TableName: 'clicks',
        PartitionsToDelete: [{ Values: ['0'] }, { Values: ['1'] }],
      }),
    );
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: 'logs',
        TableName: 'clicks',
        PartitionInputList: [partition('new')],
      }),
    );

    const publication = await publish();

    expect(publication.tables.find(({ sourceTable: name }) => name === 'clicks')).toMatchObject({
      change: 'unchanged',
      partitions: 1,
    });
    expect(await partitionsInMesh()).toBe(249);
  });

  it('makes tables in a location that the mesh governs already, once its administrator allowed that', async () => {
    const { glue } = test.clients(PRODUCER);
    await glue.send(
      new CreateTableCommand({
        DatabaseName: 'logs',
        TableInput: sourceTable('clicks_eu', 's3://p-logs/logs/clicks/eu'),
      }),
    );
    const refused = await publish({ tableNameRegex: 'clicks_eu' });
    await new DataMeshAdmin(options(MESH)).enableAccountAsProducer(PRODUCER, {
      dataLocations: ['s3://p-logs/logs/clicks'],
    });

    const allowed = await publish({ tableNameRegex: 'clicks_eu' });

    expect(refused.failed).toEqual([
      { sourceTable: 'clicks_eu', reason: expect.stringContaining('--data-location') },
    ]);
    expect(allowed.tables).toMatchObject([{ sourceTable: 'clicks_eu', change: 'created' }]);
  });

  it('changes what it published once its administrator allowed that, with leave for this bucket alone', async () => {
    const rename = () => publish({ tableNameRegex: 'visits', dataProductName: 'Visits' });
    const parameters = async () => {
      const { Table } = await test
        .clients(MESH)
        .glue.send(new GetTableCommand({ DatabaseName: MESH_DATABASE, Name: 'visits' }));
      return Table?.Parameters;
    };

    const refused = await rename();
    expect(refused.tables).toEqual([]);
    expect(refused.failed).toEqual([
      {
        sourceTable: 'visits',
        reason: expect.stringContaining(
          'enable-account --account-type producer --data-location s3://p-logs,',
        ),
      },
    ]);
    expect(await parameters()).toMatchObject({ data_mesh_product: 'Clicks' });

    await new DataMeshAdmin(options(MESH)).enableAccountAsProducer(PRODUCER, {
      dataLocations: ['s3://p-logs'],
    });
    const renamed = await rename();

    expect(renamed).toMatchObject({ tables: [{ sourceTable: 'visits', change: 'updated' }], failed: [] });
    expect(await parameters()).toMatchObject({ data_mesh_product: 'Visits' });
    const { PrincipalResourcePermissions = [] } = await test
      .clients(MESH)
      .lakeFormation.send(new ListPermissionsCommand({ ResourceType: 'DATA_LOCATION' }));
    expect(
      PrincipalResourcePermissions.map(({ Principal, Resource, Permissions }) => [
        Principal?.DataLakePrincipalIdentifier,
        Resource?.DataLocation?.ResourceArn,
        Permissions,
      ]).sort(),
    ).toEqual([
      [
        `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminProducer-${PRODUCER}`,
        'arn:aws:s3:::p-logs',
        ['DATA_LOCATION_ACCESS'],
      ],
      [
        `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshAdminProducer-${PRODUCER}`,
        'arn:aws:s3:::p-logs/logs/clicks',
        ['DATA_LOCATION_ACCESS'],
      ],
    ]);
    await publish({ tableNameRegex: 'visits' });
  });

  it('refuses a database of the mesh that belongs to another producer', async () => {
    await makeSource(test.clients(OTHER_PRODUCER), 'logs', 'q-logs', ['visits']);

    const publishing = new DataMeshProducer(options(OTHER_PRODUCER)).createDataProducts({
      sourceDatabaseName: 'logs',
      exposeDataMeshDbName: MESH_DATABASE,
    });

    await expect(publishing).rejects.toMatchObject({ code: 'DATABASE_TAKEN' });
  });

  it('sets a crawler on the source where a schedule and a role are given, with a proper name', async () => {
    const { iam, glue } = test.clients(PRODUCER);
    const Statement = [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'glue.amazonaws.com' } },
    ];
    const trust = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'crawler', AssumeRolePolicyDocument: trust }),
    );
    await new DataMeshAdmin(options(PRODUCER)).initializeProducerAccount({ crawlerRoleArn: Role?.Arn ?? '' });

    await publish({
      tableNameRegex: 'visits',
      syncMeshCatalogSchedule: 'cron(0 */4 * * ? *)',
      syncMeshCrawlerRoleArn: Role?.Arn,
    });

    const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: `${MESH_DATABASE}-visits` }));
    expect(Crawler).toMatchObject({
      DatabaseName: 'logs',
      Targets: { S3Targets: [{ Path: 's3://p-logs/logs/visits/' }] },
    });
  });

  it('leaves what the producer said of a table as Glue knows it, without the fields that Glue adds to answers', async () => {
    const { Table } = await test
      .clients(MESH)
      .glue.send(new GetTableCommand({ DatabaseName: MESH_DATABASE, Name: 'visits' }));

    expect(Table).toMatchObject({
      Owner: PRODUCER,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet', data_mesh_product: 'Clicks' },
    });
  });
});
