import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchGetPartitionCommand,
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteResourcePolicyCommand,
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetResourcePolicyCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GetTagsCommand,
  GlueClient,
  PutResourcePolicyCommand,
  SearchTablesCommand,
  StartCrawlerCommand,
  TagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GrantPermissionsCommand, LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptShares, aLakeAdmin, anIamUser, aTable } from './lake.ts';
import {
  CONSUMER,
  MESH,
  PRODUCER,
  present,
  refusal,
  refused,
  startTestAws,
  type TestAws,
} from './support.ts';

describe('Glue', () => {
  let aws: TestAws;
  let glue: GlueClient;
  beforeAll(async () => {
    aws = await startTestAws();
    glue = new GlueClient(aws.as(PRODUCER));
  });
  afterAll(() => aws.close());

  const aDatabase = (Name: string) => glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
  const create = (DatabaseName: string, Name: string, more: object = {}) =>
    glue.send(new CreateTableCommand({ DatabaseName, TableInput: { Name, ...more } }));
  const names = (list: readonly { Name?: string | undefined }[] | undefined) => list?.map(({ Name }) => Name);

  it('folds names to lower case and takes 1 to 255 bytes (X-07)', async () => {
    await aDatabase('Sales.2024');
    await create('SALES.2024', 'V1.Orders-Daily');

    const { Table } = await glue.send(
      new GetTableCommand({ DatabaseName: 'Sales.2024', Name: 'v1.orders-DAILY' }),
    );

    expect([Table?.DatabaseName, Table?.Name]).toEqual(['sales.2024', 'v1.orders-daily']);
    expect(await refusal(create('sales.2024', 'x'.repeat(256)))).toBe('InvalidInputException');
    expect(await refusal(create('sales.2024', 'ü'.repeat(128)))).toBe('InvalidInputException');
    expect(await refusal(create('sales.2024', 'V1.orders-daily'))).toBe('AlreadyExistsException');
  });

  it('takes views and tables without location or descriptor (X-08)', async () => {
    await aDatabase('bare');
    await create('bare', 'v_orders', { TableType: 'VIRTUAL_VIEW' });
    await create('bare', 'ice', { StorageDescriptor: { Columns: [] } });

    const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName: 'bare' }));

    expect(TableList?.map(({ StorageDescriptor }) => StorageDescriptor?.Location)).toEqual([
      undefined,
      undefined,
    ]);
    expect(TableList?.[0]).toMatchObject({
      CatalogId: PRODUCER,
      VersionId: '0',
      IsRegisteredWithLakeFormation: false,
      UpdateTime: expect.any(Date),
    });
  });

  it('filters tables by a regular expression on the whole name, page by page (X-09)', async () => {
    await aDatabase('lists');
    for (const name of ['customer', 'customer_address', 'orders']) {
      await create('lists', name);
    }
    const list = (Expression: string, more: object = {}) =>
      glue.send(new GetTablesCommand({ DatabaseName: 'lists', Expression, ...more }));

    const first = await list('', { MaxResults: 2 });
    const second = await list('', { MaxResults: 2, NextToken: first.NextToken });

    expect(names((await list('customer')).TableList)).toEqual(['customer']);
    expect(names((await list('customer.*')).TableList)).toEqual(['customer', 'customer_address']);
    expect(names((await list('*')).TableList)).toHaveLength(3);
    expect([names(first.TableList), names(second.TableList), second.NextToken]).toEqual([
      ['customer', 'customer_address'],
      ['orders'],
      undefined,
    ]);
    expect(await refusal(list('('))).toBe('InvalidInputException');
    expect(await refusal(list('', { NextToken: 'made-up' }))).toBe('InvalidInputException');
  });

  it('keeps the versions of a table, newest first, and refuses an update of an older one', async () => {
    await aDatabase('versions');
    await create('versions', 't', { Description: 'first' });
    const update = (Description: string, more: object = {}) =>
      glue.send(
        new UpdateTableCommand({ DatabaseName: 'versions', TableInput: { Name: 't', Description }, ...more }),
      );
    await update('second');
    const stale = await refusal(update('third', { VersionId: '0' }));

    const { TableVersions } = await glue.send(
      new GetTableVersionsCommand({ DatabaseName: 'versions', TableName: 't' }),
    );

    expect(stale).toBe('ConcurrentModificationException');
    expect(TableVersions?.map(({ VersionId, Table }) => [VersionId, Table?.Description])).toEqual([
      ['1', 'second'],
      ['0', 'first'],
    ]);
  });

  it('creates a hundred partitions a call, reports those that are there, and finds them by expression', async () => {
    await aTable(aws, PRODUCER, 'parts', 'events');
    const place = { DatabaseName: 'parts', TableName: 'events' };
    const day = (number: number) => ({ Values: [`2024-${String(number).padStart(3, '0')}`] });
    const batch = (count: number) =>
      glue.send(
        new BatchCreatePartitionCommand({
          ...place,
          PartitionInputList: Array.from({ length: count }, (_, index) => day(index)),
        }),
      );
    const find = async (Expression: string) => {
      const { Partitions } = await glue.send(new GetPartitionsCommand({ ...place, Expression }));
      return Partitions?.map(({ Values }) => Values?.[0]);
    };

    const tooMany = await refusal(batch(101));
    await batch(100);
    const { Errors } = await batch(3);
    const page = await glue.send(new GetPartitionsCommand({ ...place, MaxResults: 60 }));
    const rest = await glue.send(
      new GetPartitionsCommand({ ...place, MaxResults: 60, NextToken: page.NextToken }),
    );

    expect(tooMany).toBe('InvalidInputException');
    expect(Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual([
      'AlreadyExistsException',
      'AlreadyExistsException',
      'AlreadyExistsException',
    ]);
    expect([page.Partitions?.length, rest.Partitions?.length, rest.NextToken]).toEqual([60, 40, undefined]);
    expect(await find("day = '2024-007'")).toEqual(['2024-007']);
    expect(await find("day >= '2024-097' AND day <> '2024-098'")).toEqual(['2024-097', '2024-099']);
    expect(await find("day IN ('2024-001', '2024-002')")).toEqual(['2024-001', '2024-002']);
    expect(await find("day BETWEEN '2024-010' AND '2024-011'")).toEqual(['2024-010', '2024-011']);
    expect(await find("day LIKE '%-05_' OR day = '2024-000'")).toHaveLength(11);
    expect(await refusal(find("hour = '1'"))).toBe('InvalidInputException');
    const PartitionsToGet = [day(1), day(500)];
    const { Partitions } = await glue.send(new BatchGetPartitionCommand({ ...place, PartitionsToGet }));
    const { Errors: deleted } = await glue.send(
      new BatchDeletePartitionCommand({ ...place, PartitionsToDelete: PartitionsToGet }),
    );
    expect([Partitions?.length, deleted?.length]).toEqual([1, 1]);
    expect(
      await refusal(
        glue.send(new CreatePartitionCommand({ ...place, PartitionInput: { Values: ['a', 'b'] } })),
      ),
    ).toBe('InvalidInputException');
  });

  it('deletes tables in a batch with an error for each that is not there, and a database with all in it', async () => {
    await aDatabase('doomed');
    await create('doomed', 'a');
    await create('doomed', 'b');

    const { Errors } = await glue.send(
      new BatchDeleteTableCommand({ DatabaseName: 'doomed', TablesToDelete: ['a', 'ghost'] }),
    );
    await glue.send(new DeleteDatabaseCommand({ Name: 'doomed' }));

    expect(Errors?.map(({ TableName, ErrorDetail }) => [TableName, ErrorDetail?.ErrorCode])).toEqual([
      ['ghost', 'EntityNotFoundException'],
    ]);
    expect(await refusal(glue.send(new GetDatabaseCommand({ Name: 'doomed' })))).toBe(
      'EntityNotFoundException',
    );
  });

  it('searches names, descriptions, columns and parameters', async () => {
    await aDatabase('search');
    await create('search', 'needles', { Description: 'Sharp things', Parameters: { domain: 'sewing' } });
    const search = async (SearchText: string, Filters?: { Key: string; Value: string }[]) =>
      names((await glue.send(new SearchTablesCommand({ SearchText, Filters }))).TableList);

    expect(await search('sharp')).toEqual(['needles']);
    expect(await search('"needles"')).toEqual(['needles']);
    expect(await search('"needle"')).toEqual([]);
    expect(await search('', [{ Key: 'domain', Value: 'sewing' }])).toEqual(['needles']);
  });

  it('tags databases and finds what is not there', async () => {
    await aDatabase('tagged');
    const ResourceArn = `arn:aws:glue:us-east-1:${PRODUCER}:database/tagged`;

    await glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { Solution: 'DataMeshUtils' } }));

    expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({
      Solution: 'DataMeshUtils',
    });
    expect(await refusal(glue.send(new GetTagsCommand({ ResourceArn: `${ResourceArn}x` })))).toBe(
      'EntityNotFoundException',
    );
  });

  it('runs a crawler for a minute, with a role that its maker may pass', async () => {
    const { Role } = await new IAMClient(aws.as(PRODUCER)).send(
      new CreateRoleCommand({
        RoleName: 'Crawler',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      }),
    );
    const weak = await anIamUser(aws, PRODUCER, 'NoPass', [
      { Effect: 'Allow', Action: 'glue:*', Resource: '*' },
    ]);
    const crawler = {
      Name: 'nightly',
      Role: present(Role?.Arn),
      Targets: { S3Targets: [{ Path: 's3://b/p' }] },
      Schedule: 'cron(0 */4 * * ? *)',
    };
    const refusedPass = await refused(new GlueClient(aws.as(weak)).send(new CreateCrawlerCommand(crawler)));
    await glue.send(new CreateCrawlerCommand(crawler));
    const state = async () => (await glue.send(new GetCrawlerCommand({ Name: 'nightly' }))).Crawler?.State;

    await glue.send(new StartCrawlerCommand({ Name: 'nightly' }));
    const running = await state();
    const twice = await refusal(glue.send(new StartCrawlerCommand({ Name: 'nightly' })));
    aws.clock.advance(61);

    expect(refusedPass).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iam:PassRole'),
    });
    expect([running, twice, await state()]).toEqual(['RUNNING', 'CrawlerRunningException', 'READY']);
    expect(await refusal(glue.send(new GetCrawlerCommand({ Name: 'none' })))).toBe('EntityNotFoundException');
  });

  describe('the catalog policy', () => {
    const statement = (principal: string) => ({
      Effect: 'Allow',
      Principal: principal.includes('.') ? { Service: principal } : { AWS: principal },
      Action: principal.includes('.') ? 'glue:ShareResource' : 'glue:*',
      Resource: [
        `arn:aws:glue:us-east-1:${PRODUCER}:table/*/*`,
        `arn:aws:glue:us-east-1:${PRODUCER}:database/*`,
        `arn:aws:glue:us-east-1:${PRODUCER}:catalog`,
      ],
    });
    const policy = (...statements: object[]) =>
      JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const put = (PolicyInJson: string, more: object = {}) =>
      glue.send(new PutResourcePolicyCommand({ PolicyInJson, ...more }));

    it('is not there at first, and is then written under the condition of its hash (M-06)', async () => {
      const none = await refusal(glue.send(new GetResourcePolicyCommand({})));
      const mustExist = await refusal(
        put(policy(statement(CONSUMER)), { PolicyExistsCondition: 'MUST_EXIST' }),
      );
      const { PolicyHash } = await put(policy(statement(CONSUMER)), {
        PolicyExistsCondition: 'NOT_EXIST',
        EnableHybrid: 'TRUE',
      });

      const stale = await refusal(put(policy(statement(MESH)), { PolicyHashCondition: 'stale' }));
      const again = await refusal(put(policy(statement(MESH)), { PolicyExistsCondition: 'NOT_EXIST' }));
      await put(policy(statement(MESH), statement('ram.amazonaws.com')), {
        PolicyHashCondition: PolicyHash,
        PolicyExistsCondition: 'MUST_EXIST',
      });

      const { PolicyInJson } = await glue.send(new GetResourcePolicyCommand({}));
      expect([none, mustExist, stale, again]).toEqual([
        'EntityNotFoundException',
        'EntityNotFoundException',
        'ConditionCheckFailureException',
        'ConditionCheckFailureException',
      ]);
      expect(JSON.parse(present(PolicyInJson)).Statement).toHaveLength(2);
    });

    it('has a limit of ten kilobytes and takes only principals that exist', async () => {
      const large = await refusal(put(policy(...Array.from({ length: 60 }, () => statement(CONSUMER)))));
      const ghost = await refusal(put(policy(statement(`arn:aws:iam::${CONSUMER}:role/Ghost`))));
      const broken = await refusal(put('{'));

      expect([large, ghost, broken]).toEqual([
        'InvalidInputException',
        'InvalidInputException',
        'InvalidInputException',
      ]);
    });

    it('keeps RAM from sharing unless it says that RAM may (M-06)', async () => {
      const admin = await aLakeAdmin(aws, PRODUCER, 'LakeAdmin');
      await aTable(aws, admin, 'shared', 'things');
      const lake = new LakeFormationClient(aws.as(admin));
      const grant = () =>
        lake.send(
          new GrantPermissionsCommand({
            Principal: { DataLakePrincipalIdentifier: CONSUMER },
            Resource: { Table: { DatabaseName: 'shared', Name: 'things' } },
            Permissions: ['DESCRIBE'],
          }),
        );
      await put(policy(statement(CONSUMER)));

      const before = await refused(grant());
      await put(policy(statement(CONSUMER), statement('ram.amazonaws.com')));
      await grant();

      expect(before).toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('ram.amazonaws.com'),
      });
      await glue.send(new DeleteResourcePolicyCommand({}));
    });

    it('can deny another account what Lake Formation has shared with it', async () => {
      const consumer = await aLakeAdmin(aws, CONSUMER, 'Reader');
      await acceptShares(aws, consumer);
      const read = () =>
        new GlueClient(aws.as(consumer)).send(
          new GetTableCommand({ CatalogId: PRODUCER, DatabaseName: 'shared', Name: 'things' }),
        );
      await read();

      await put(policy({ ...statement(CONSUMER), Effect: 'Deny' }));

      expect(await refused(read())).toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('explicit deny in a resource-based policy'),
      });
      await glue.send(new DeleteResourcePolicyCommand({}));
    });
  });

  describe('links and other accounts', () => {
    it('lists what others share only where that is asked for, and follows a link to a database', async () => {
      const consumer = new GlueClient(aws.as({ ...(await anIamUser(aws, CONSUMER, 'Another')) }));
      const linking = new GlueClient(aws.as(CONSUMER));
      await linking.send(
        new CreateDatabaseCommand({
          DatabaseInput: {
            Name: 'shared_link',
            TargetDatabase: { CatalogId: PRODUCER, DatabaseName: 'shared' },
          },
        }),
      );
      const reader = await aLakeAdmin(aws, CONSUMER, 'LinkReader');
      const own = new GlueClient(aws.as(reader));

      const plain = names((await own.send(new GetDatabasesCommand({}))).DatabaseList);
      const foreign = names(
        (await own.send(new GetDatabasesCommand({ ResourceShareType: 'FOREIGN' }))).DatabaseList,
      );
      const { TableList } = await own.send(new GetTablesCommand({ DatabaseName: 'shared_link' }));
      const hidden = names(
        (await consumer.send(new GetDatabasesCommand({ ResourceShareType: 'FOREIGN' }))).DatabaseList,
      );

      expect([plain, foreign, hidden]).toEqual([['shared_link'], ['shared'], []]);
      expect(TableList?.map(({ Name, CatalogId }) => [Name, CatalogId])).toEqual([['things', PRODUCER]]);
    });

    it('does not mix up databases of the same name in two accounts (X-11)', async () => {
      await new GlueClient(aws.as(MESH)).send(
        new CreateDatabaseCommand({ DatabaseInput: { Name: 'lists', Description: 'of the mesh' } }),
      );

      const { Database: own } = await new GlueClient(aws.as(MESH)).send(
        new GetDatabaseCommand({ Name: 'lists' }),
      );
      const other = await refusal(
        new GlueClient(aws.as(MESH)).send(new GetDatabaseCommand({ CatalogId: PRODUCER, Name: 'lists' })),
      );

      expect([own?.Description, other]).toEqual(['of the mesh', 'AccessDeniedException']);
    });

    it('does not tell those who could not make a table whether one exists', async () => {
      const admin = await aLakeAdmin(aws, MESH, 'Quiet');
      await aTable(aws, admin, 'secrets', 'known');
      const user = await anIamUser(aws, MESH, 'Stranger');
      const read = (Name: string) =>
        refused(new GlueClient(aws.as(user)).send(new GetTableCommand({ DatabaseName: 'secrets', Name })));

      expect([(await read('known')).message, (await read('unknown')).message]).toEqual([
        'Insufficient Lake Formation permission(s): Required Describe on known',
        'Insufficient Lake Formation permission(s): Required Describe on unknown',
      ]);
    });

    it('asks IAM for the action on table, database and catalog', async () => {
      const prefix = `arn:aws:glue:us-east-1:${PRODUCER}`;
      const user = await anIamUser(aws, PRODUCER, 'OneTable', [
        {
          Effect: 'Allow',
          Action: 'glue:GetTable',
          Resource: [`${prefix}:catalog`, `${prefix}:database/lists`, `${prefix}:table/lists/customer`],
        },
      ]);
      const read = (Name: string) =>
        new GlueClient(aws.as(user)).send(new GetTableCommand({ DatabaseName: 'lists', Name }));

      const error = await refused(read('orders'));

      expect((await read('customer')).Table?.Name).toBe('customer');
      expect(error.message).toContain(`glue:GetTable on resource: ${prefix}:table/lists/orders`);
    });
  });
});
