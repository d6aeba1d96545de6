import { GetTableCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  CreateDataCellsFilterCommand,
  CreateLFTagCommand,
  DeleteDataCellsFilterCommand,
  DeleteLFTagCommand,
  GetDataCellsFilterCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListDataCellsFilterCommand,
  ListLFTagsCommand,
  ListPermissionsCommand,
  RemoveLFTagsFromResourceCommand,
  type Resource,
  RevokePermissionsCommand,
  SearchTablesByLFTagsCommand,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptShares, aLakeAdmin, aRoleSession, aTable } from './lake.ts';
import { CONSUMER, type Credentials, MESH, refusal, refused, startTestAws, type TestAws } from './support.ts';

describe('LF-tags and filters', () => {
  let aws: TestAws;
  let admin: Credentials & { arn: string };
  let lake: LakeFormationClient;
  beforeAll(async () => {
    aws = await startTestAws();
    admin = await aLakeAdmin(aws, MESH, 'Admin');
    lake = new LakeFormationClient(aws.as(admin));
    await aTable(aws, admin, 'sales', 'orders');
    await aTable(aws, admin, 'sales', 'refunds');
  });
  afterAll(() => aws.close());

  const database: Resource = { Database: { Name: 'sales' } };
  const orders: Resource = { Table: { DatabaseName: 'sales', Name: 'orders' } };
  const make = (TagKey: string, TagValues: string[]) =>
    lake.send(new CreateLFTagCommand({ TagKey, TagValues }));
  const assign = (resource: Resource, TagKey: string, value: string) =>
    lake.send(
      new AddLFTagsToResourceCommand({ Resource: resource, LFTags: [{ TagKey, TagValues: [value] }] }),
    );
  const principal = (DataLakePrincipalIdentifier: string) => ({ DataLakePrincipalIdentifier });

  it('are made once, extended, and refused as unknown', async () => {
    await make('Made', ['one']);
    const again = await refused(make('made', ['two']));
    await lake.send(
      new UpdateLFTagCommand({
        TagKey: 'made',
        TagValuesToAdd: ['two', 'Three'],
        TagValuesToDelete: ['one'],
      }),
    );

    const { TagKey, TagValues } = await lake.send(new GetLFTagCommand({ TagKey: 'Made' }));

    expect(again).toMatchObject({ name: 'InvalidInputException', message: 'Tag key already exists' });
    expect([TagKey, TagValues]).toEqual(['made', ['two', 'three']]);
    expect(await refusal(lake.send(new GetLFTagCommand({ TagKey: 'none' })))).toBe('EntityNotFoundException');
    expect(await refusal(lake.send(new UpdateLFTagCommand({ TagKey: 'none', TagValuesToAdd: ['x'] })))).toBe(
      'EntityNotFoundException',
    );
  });

  it('take fifty values a call and a thousand a key (X-12)', async () => {
    const values = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `v${from + index}`);
    const many = await refusal(make('many', values(0, 51)));
    await make('many', values(0, 50));
    for (let from = 50; from < 1000; from += 50) {
      await lake.send(new UpdateLFTagCommand({ TagKey: 'many', TagValuesToAdd: values(from, 50) }));
    }

    const over = await refused(
      lake.send(new UpdateLFTagCommand({ TagKey: 'many', TagValuesToAdd: ['one-more'] })),
    );

    expect(many).toBe('InvalidInputException');
    expect(over).toMatchObject({ name: 'InvalidInputException', message: expect.stringContaining('many') });
  });

  it('are inherited from database to table to column, and shown alone where they were assigned', async () => {
    await make('domain', ['retail', 'finance']);
    await assign(database, 'domain', 'retail');
    await assign(
      { TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnNames: ['amount'] } },
      'domain',
      'finance',
    );
    const tags = (ShowAssignedLFTags: boolean) =>
      lake.send(new GetResourceLFTagsCommand({ Resource: orders, ShowAssignedLFTags }));

    const effective = await tags(false);
    const assigned = await tags(true);

    expect(effective.LFTagsOnTable).toEqual([{ CatalogId: MESH, TagKey: 'domain', TagValues: ['retail'] }]);
    expect(effective.LFTagsOnColumns?.find(({ Name }) => Name === 'amount')?.LFTags).toEqual([
      { CatalogId: MESH, TagKey: 'domain', TagValues: ['finance'] },
    ]);
    expect([assigned.LFTagsOnTable, assigned.LFTagsOnColumns?.map(({ Name }) => Name)]).toEqual([
      undefined,
      ['amount'],
    ]);
  });

  it('report per tag what could not be assigned or removed', async () => {
    await make('status', ['open']);

    const { Failures: added = [] } = await lake.send(
      new AddLFTagsToResourceCommand({
        Resource: orders,
        LFTags: [
          { TagKey: 'status', TagValues: ['open'] },
          { TagKey: 'status2', TagValues: ['x'] },
          { TagKey: 'status', TagValues: ['unknown'] },
        ],
      }),
    );
    const remove = () =>
      lake.send(
        new RemoveLFTagsFromResourceCommand({
          Resource: orders,
          LFTags: [{ TagKey: 'status', TagValues: ['open'] }],
        }),
      );
    const { Failures: removed } = await remove();
    const { Failures: again = [] } = await remove();

    expect(added.map(({ Error: failure }) => failure?.ErrorCode)).toEqual([
      'EntityNotFoundException',
      'EntityNotFoundException',
    ]);
    expect([removed, again.map(({ Error: failure }) => failure?.ErrorCode)]).toEqual([
      [],
      ['EntityNotFoundException'],
    ]);
  });

  it('let a policy on tags decide what a role sees, as soon as a table carries them', async () => {
    await make('audience', ['all', 'staff']);
    const { arn, ...keys } = await aRoleSession(aws, MESH, 'Tagged', admin);
    await lake.send(
      new GrantPermissionsCommand({
        Principal: principal(arn),
        Resource: {
          LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'audience', TagValues: ['all'] }] },
        },
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    );
    const read = () =>
      new GlueClient(aws.as(keys)).send(new GetTableCommand({ DatabaseName: 'sales', Name: 'refunds' }));
    const before = await refusal(read());

    await assign({ Table: { DatabaseName: 'sales', Name: 'refunds' } }, 'audience', 'all');

    expect(before).toBe('AccessDeniedException');
    expect((await read()).Table?.Name).toBe('refunds');
    const { PrincipalResourcePermissions } = await lake.send(
      new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY' }),
    );
    expect(PrincipalResourcePermissions?.[0]?.Resource?.LFTagPolicy).toMatchObject({
      ResourceType: 'TABLE',
      Expression: [{ TagKey: 'audience', TagValues: ['all'] }],
    });
  });

  it('carry a policy on tags to another account', async () => {
    const consumer = await aLakeAdmin(aws, CONSUMER, 'ConsumerAdmin');
    await make('share', ['yes']);
    await assign(orders, 'share', 'yes');
    await lake.send(
      new GrantPermissionsCommand({
        Principal: principal(CONSUMER),
        Resource: {
          LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'share', TagValues: ['yes'] }] },
        },
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    );
    await acceptShares(aws, consumer);

    const { TableList } = await new GlueClient(aws.as(consumer)).send(
      new GetTablesCommand({ CatalogId: MESH, DatabaseName: 'sales' }),
    );

    expect(TableList?.map(({ Name }) => Name)).toEqual(['orders']);
  });

  it('let whoever made a tag use it and grant data by it, and nobody else', async () => {
    const maker = await aRoleSession(aws, MESH, 'Maker', admin);
    const other = await aRoleSession(aws, MESH, 'Other', admin);
    for (const { arn } of [maker, other]) {
      await lake.send(
        new GrantPermissionsCommand({
          Principal: principal(arn),
          Resource: { Catalog: {} },
          Permissions: ['CREATE_LF_TAG'],
        }),
      );
    }
    const own = new LakeFormationClient(aws.as(maker));
    const foreign = new LakeFormationClient(aws.as(other));
    await own.send(new CreateLFTagCommand({ TagKey: 'made-by-maker', TagValues: ['a'] }));
    const byTag = (tagKey: string, values: string[] = ['a']) =>
      new GrantPermissionsCommand({
        Principal: principal(CONSUMER),
        Resource: {
          LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: tagKey, TagValues: values }] },
        },
        Permissions: ['SELECT'],
      });
    const list = (client: LakeFormationClient) =>
      client.send(new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY_TABLE' }));

    await own.send(byTag('made-by-maker'));

    const listed = [await list(own), await list(foreign)].map(
      (answer) => answer.PrincipalResourcePermissions?.length,
    );
    expect(listed).toEqual([1, 0]);
    expect(await refusal(foreign.send(byTag('made-by-maker')))).toBe('AccessDeniedException');
    expect(await refusal(own.send(byTag('audience', ['all'])))).toBe('AccessDeniedException');
    expect(await refusal(own.send(byTag('made-by-maker', ['unknown'])))).toBe('EntityNotFoundException');
  });

  it('refuse an expression of more tags or values than AWS takes', async () => {
    const policy = (expression: { TagKey: string; TagValues: string[] }[]) =>
      lake.send(
        new GrantPermissionsCommand({
          Principal: principal(CONSUMER),
          Resource: { LFTagPolicy: { ResourceType: 'TABLE', Expression: expression } },
          Permissions: ['SELECT'],
        }),
      );
    const keys = Array.from({ length: 6 }, (_, index) => ({ TagKey: `k${index}`, TagValues: ['a'] }));
    for (const { TagKey, TagValues } of keys) {
      await make(TagKey, TagValues);
    }

    await policy(keys.slice(0, 5));

    expect(await refused(policy(keys))).toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('at most 5 tags'),
    });
  });

  it('keep the share of one policy on tags when another one is taken away', async () => {
    const consumer = await aLakeAdmin(aws, CONSUMER, 'SecondAdmin');
    const glue = new GlueClient(aws.as(consumer));
    await make('first', ['yes']);
    await make('second', ['yes']);
    await assign(orders, 'first', 'yes');
    await assign(orders, 'second', 'yes');
    const policy = (TagKey: string) => ({
      Principal: principal(CONSUMER),
      Resource: {
        LFTagPolicy: { ResourceType: 'TABLE' as const, Expression: [{ TagKey, TagValues: ['yes'] }] },
      },
      Permissions: ['SELECT' as const, 'DESCRIBE' as const],
    });
    await lake.send(new GrantPermissionsCommand(policy('first')));
    await lake.send(new GrantPermissionsCommand(policy('second')));
    await acceptShares(aws, consumer);

    await lake.send(new RevokePermissionsCommand(policy('first')));

    const { Table } = await glue.send(
      new GetTableCommand({ CatalogId: MESH, DatabaseName: 'sales', Name: 'orders' }),
    );
    expect(Table?.Name).toBe('orders');
  });

  it('are found by expression, listed page by page, and leave everything when they are deleted', async () => {
    const { TableList = [] } = await lake.send(
      new SearchTablesByLFTagsCommand({ Expression: [{ TagKey: 'domain', TagValues: ['retail'] }] }),
    );
    const { LFTags = [], NextToken } = await lake.send(new ListLFTagsCommand({ MaxResults: 2 }));

    await lake.send(new DeleteLFTagCommand({ TagKey: 'domain' }));

    const after = await lake.send(
      new GetResourceLFTagsCommand({ Resource: database, ShowAssignedLFTags: true }),
    );
    expect(TableList.map(({ Table }) => Table?.Name)).toEqual(['orders', 'refunds']);
    expect([LFTags.length, typeof NextToken]).toEqual([2, 'string']);
    expect(after.LFTagOnDatabase).toBeUndefined();
  });

  it('ask others for ASSOCIATE on the tag and CREATE_LF_TAG on the catalog', async () => {
    const { arn, ...keys } = await aRoleSession(aws, MESH, 'Steward', admin);
    const own = new LakeFormationClient(aws.as(keys));
    const create = () => own.send(new CreateLFTagCommand({ TagKey: 'stewards', TagValues: ['x'] }));
    const attach = () =>
      own.send(
        new AddLFTagsToResourceCommand({
          Resource: orders,
          LFTags: [{ TagKey: 'audience', TagValues: ['staff'] }],
        }),
      );
    const before = await refused(create());
    const refusedTag = await attach();
    const grant = (resource: Resource, permission: 'CREATE_LF_TAG' | 'ASSOCIATE') =>
      lake.send(
        new GrantPermissionsCommand({
          Principal: principal(arn),
          Resource: resource,
          Permissions: [permission],
        }),
      );
    await grant({ Catalog: {} }, 'CREATE_LF_TAG');
    await grant({ LFTag: { TagKey: 'audience', TagValues: ['staff', 'all'] } }, 'ASSOCIATE');

    await create();
    const { Failures } = await attach();

    expect(before.message).toBe(
      'Insufficient Lake Formation permission(s): Required Create LF-Tag on Catalog',
    );
    expect([refusedTag.Failures?.[0]?.Error?.ErrorCode, Failures]).toEqual(['AccessDeniedException', []]);
  });

  it('keep data cells filters with their row and column limits, and grant SELECT on them', async () => {
    const TableData = {
      TableCatalogId: MESH,
      DatabaseName: 'sales',
      TableName: 'orders',
      Name: 'europe',
      RowFilter: { FilterExpression: "region = 'eu'" },
      ColumnNames: ['id'],
    };
    const { Name, TableCatalogId, DatabaseName, TableName } = TableData;
    await lake.send(new CreateDataCellsFilterCommand({ TableData }));
    const twice = await refusal(lake.send(new CreateDataCellsFilterCommand({ TableData })));
    const neither = await refusal(
      lake.send(
        new CreateDataCellsFilterCommand({
          TableData: { ...TableData, Name: 'bad', ColumnNames: undefined },
        }),
      ),
    );
    const { arn } = await aRoleSession(aws, MESH, 'Filtered', admin);
    const filter = { DataCellsFilter: { TableCatalogId, DatabaseName, TableName, Name } };
    await lake.send(
      new GrantPermissionsCommand({ Principal: principal(arn), Resource: filter, Permissions: ['SELECT'] }),
    );

    const { DataCellsFilter } = await lake.send(
      new GetDataCellsFilterCommand({ TableCatalogId, DatabaseName, TableName, Name }),
    );
    const { DataCellsFilters } = await lake.send(
      new ListDataCellsFilterCommand({ Table: { DatabaseName, Name: TableName } }),
    );
    await lake.send(new DeleteDataCellsFilterCommand({ TableCatalogId, DatabaseName, TableName, Name }));

    expect([twice, neither]).toEqual(['AlreadyExistsException', 'InvalidInputException']);
    expect(DataCellsFilter).toMatchObject({
      RowFilter: { FilterExpression: "region = 'eu'" },
      VersionId: expect.any(String),
    });
    expect(DataCellsFilters).toHaveLength(1);
  });
});
