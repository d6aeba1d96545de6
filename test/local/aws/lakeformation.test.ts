import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetTableCommand,
  GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DeleteRoleCommand, DeleteRolePolicyCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  BatchGrantPermissionsCommand,
  BatchRevokePermissionsCommand,
  DeregisterResourceCommand,
  DescribeResourceCommand,
  GetDataLakeSettingsCommand,
  GetEffectivePermissionsForPathCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  ListResourcesCommand,
  type Permission,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  type Resource,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLakeAdmin, anIamUser, aRoleSession, aTable } from './lake.ts';
import {
  CONSUMER,
  type Credentials,
  MESH,
  PRODUCER,
  present,
  refusal,
  refused,
  startTestAws,
  type TestAws,
} from './support.ts';

describe('Lake Formation', () => {
  let aws: TestAws;
  let admin: Credentials & { arn: string };
  let lake: LakeFormationClient;
  let glue: GlueClient;
  beforeAll(async () => {
    aws = await startTestAws();
    admin = await aLakeAdmin(aws, MESH, 'Admin');
    lake = new LakeFormationClient(aws.as(admin));
    glue = new GlueClient(aws.as(admin));
    await aTable(aws, admin, 'sales', 'orders');
    await aTable(aws, admin, 'sales', 'refunds');
  });
  afterAll(() => aws.close());

  const orders: Resource = { Table: { CatalogId: MESH, DatabaseName: 'sales', Name: 'orders' } };
  const principal = (DataLakePrincipalIdentifier: string) => ({ DataLakePrincipalIdentifier });
  const grant = (
    who: string,
    Resource: Resource,
    Permissions: Permission[],
    PermissionsWithGrantOption: Permission[] = [],
    by = lake,
  ) =>
    by.send(
      new GrantPermissionsCommand({
        CatalogId: MESH,
        Principal: principal(who),
        Resource,
        Permissions,
        PermissionsWithGrantOption,
      }),
    );
  async function listed(who: string, Resource: Resource) {
    const { PrincipalResourcePermissions = [] } = await lake.send(
      new ListPermissionsCommand({ CatalogId: MESH, Principal: principal(who), Resource }),
    );
    return PrincipalResourcePermissions;
  }
  const aRole = (name: string) => aRoleSession(aws, MESH, name, admin);

  describe('settings', () => {
    it('start open to whatever IAM allows and are replaced as a whole', async () => {
      const other = new LakeFormationClient(aws.as(PRODUCER));
      const { DataLakeSettings: before } = await other.send(new GetDataLakeSettingsCommand({}));
      const user = await anIamUser(aws, PRODUCER, 'First');

      await other.send(
        new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins: [principal(user.arn)] } }),
      );

      const { DataLakeSettings: after } = await other.send(new GetDataLakeSettingsCommand({}));
      expect(before?.CreateTableDefaultPermissions).toEqual([
        { Principal: principal('IAM_ALLOWED_PRINCIPALS'), Permissions: ['ALL'] },
      ]);
      expect(after).toMatchObject({
        DataLakeAdmins: [principal(user.arn)],
        CreateTableDefaultPermissions: [],
        TrustedResourceOwners: [],
        AllowExternalDataFiltering: false,
        Parameters: { CROSS_ACCOUNT_VERSION: '1' },
      });
    });

    it('refuse administrators who do not exist, more than thirty of them, and other accounts', async () => {
      const put = (arns: string[], CatalogId = MESH) =>
        lake.send(
          new PutDataLakeSettingsCommand({
            CatalogId,
            DataLakeSettings: { DataLakeAdmins: arns.map(principal) },
          }),
        );
      const ghost = `arn:aws:iam::${MESH}:role/Ghost`;

      const errors = [
        await refused(put([ghost])),
        await refused(put(Array.from({ length: 31 }, () => admin.arn))),
        await refused(put([admin.arn], PRODUCER)),
      ];

      expect(errors.map(({ name }) => name)).toEqual([
        'InvalidInputException',
        'InvalidInputException',
        'AccessDeniedException',
      ]);
      expect(errors[0]?.message).toBe(`Invalid principal, ${ghost}`);
    });
  });

  describe('granting', () => {
    it('lists SELECT as an entry on all columns beside the other permissions of the table (X-02)', async () => {
      const { arn } = await aRole('Reader');

      await grant(arn, orders, ['SELECT', 'DESCRIBE', 'ALTER'], ['DESCRIBE']);

      const entries = await listed(arn, orders);
      expect(
        entries.map(({ Resource, Permissions, PermissionsWithGrantOption }) => [
          Object.keys(Resource ?? {})[0],
          Permissions,
          PermissionsWithGrantOption,
        ]),
      ).toEqual([
        ['Table', ['DESCRIBE', 'ALTER'], ['DESCRIBE']],
        ['TableWithColumns', ['SELECT'], []],
      ]);
      expect(entries[1]?.Resource?.TableWithColumns?.ColumnWildcard).toEqual({});
    });

    it('lets an administrator and nobody else set up what others may do', async () => {
      const { arn, ...keys } = await aRole('Nobody');

      const error = await refused(
        grant(arn, orders, ['DESCRIBE'], [], new LakeFormationClient(aws.as(keys))),
      );

      expect(error).toMatchObject({
        name: 'AccessDeniedException',
        message: 'Resource does not exist or requester is not authorized to access requested permissions.',
      });
    });

    it('lets the holder of a grant option hand on that permission and no other', async () => {
      const holder = await aRole('Holder');
      const other = await aRole('Other');
      await grant(holder.arn, orders, ['SELECT', 'DESCRIBE'], ['DESCRIBE']);
      const own = new LakeFormationClient(aws.as(holder));

      await grant(other.arn, orders, ['DESCRIBE'], [], own);
      const error = await refusal(grant(other.arn, orders, ['SELECT'], [], own));

      expect(error).toBe('AccessDeniedException');
      expect((await listed(other.arn, orders)).map(({ Permissions }) => Permissions)).toEqual([['DESCRIBE']]);
    });

    it.each<[string, Resource, Permission[]]>([
      ['a database permission on a table', orders, ['CREATE_TABLE']],
      ['a table permission on a database', { Database: { Name: 'sales' } }, ['SELECT']],
      [
        'anything but SELECT on columns',
        { TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnWildcard: {} } },
        ['DESCRIBE'],
      ],
      ['no permission at all', orders, []],
      ['two resources at once', { ...orders, Database: { Name: 'sales' } }, ['DESCRIBE']],
      [
        'columns both named and excluded',
        {
          TableWithColumns: {
            DatabaseName: 'sales',
            Name: 'orders',
            ColumnNames: ['id'],
            ColumnWildcard: {},
          },
        },
        ['SELECT'],
      ],
    ])('refuses %s', async (_what, resource, permissions) => {
      expect(await refusal(grant(admin.arn, resource, permissions))).toBe('InvalidInputException');
    });

    it('narrows SELECT to columns only where AWS does: no partition keys, no excluded ones to hand on, no writing besides', async () => {
      const { arn } = await aRoleSession(aws, MESH, 'Narrow', admin);
      const columns = (rest: object): Resource => ({
        TableWithColumns: { DatabaseName: 'sales', Name: 'refunds', ...rest },
      });
      const but = columns({ ColumnWildcard: { ExcludedColumnNames: ['amount'] } });
      const table: Resource = { Table: { DatabaseName: 'sales', Name: 'refunds' } };

      const refusals = [
        await refusal(grant(arn, columns({ ColumnNames: ['id', 'day'] }), ['SELECT'])),
        await refusal(grant(arn, but, ['SELECT'], ['SELECT'])),
      ];
      await grant(arn, but, ['SELECT']);
      const writing = await refusal(grant(arn, table, ['INSERT']));
      await grant(arn, table, ['DESCRIBE']);

      expect([...refusals, writing]).toEqual(Array(3).fill('InvalidInputException'));
      expect((await listed(arn, table)).map(({ Permissions }) => Permissions)).toEqual([
        ['SELECT'],
        ['DESCRIBE'],
      ]);
    });

    it('refuses principals and things that do not exist', async () => {
      const codes = [
        await refusal(grant(`arn:aws:iam::${MESH}:role/Ghost`, orders, ['DESCRIBE'])),
        await refusal(grant(admin.arn, { Table: { DatabaseName: 'sales', Name: 'ghost' } }, ['DESCRIBE'])),
        await refusal(grant(admin.arn, { Database: { Name: 'ghost' } }, ['DESCRIBE'])),
        await refusal(
          grant(
            admin.arn,
            { TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnNames: ['ghost'] } },
            ['SELECT'],
          ),
        ),
      ];

      expect(codes).toEqual([
        'InvalidInputException',
        'EntityNotFoundException',
        'EntityNotFoundException',
        'EntityNotFoundException',
      ]);
    });

    it('grants a batch entry by entry, keeps grant options and names what failed', async () => {
      const { arn } = await aRole('Batched');
      const entry = (Id: string, Name: string) => ({
        Id,
        Principal: principal(arn),
        Resource: { Table: { DatabaseName: 'sales', Name } },
        Permissions: ['DESCRIBE' as const],
        PermissionsWithGrantOption: ['DESCRIBE' as const],
      });

      const { Failures = [] } = await lake.send(
        new BatchGrantPermissionsCommand({
          CatalogId: MESH,
          Entries: [entry('1', 'orders'), entry('2', 'ghost')],
        }),
      );

      expect(
        Failures.map(({ RequestEntry, Error: failure }) => [RequestEntry?.Id, failure?.ErrorCode]),
      ).toEqual([['2', 'EntityNotFoundException']]);
      expect((await listed(arn, orders))[0]?.PermissionsWithGrantOption).toEqual(['DESCRIBE']);
    });

    it('refuses a batch of more than twenty entries or with ids twice', async () => {
      const entries = (count: number, id: (index: number) => string) =>
        Array.from({ length: count }, (_, index) => ({
          Id: id(index),
          Principal: principal(admin.arn),
          Resource: orders,
          Permissions: ['DESCRIBE' as const],
        }));
      const send = (Entries: ReturnType<typeof entries>) =>
        lake.send(new BatchGrantPermissionsCommand({ Entries }));

      expect([
        await refusal(send(entries(21, String))),
        await refusal(send(entries(2, () => 'same'))),
      ]).toEqual(['InvalidInputException', 'InvalidInputException']);
    });

    it('reports an injected failure of one entry in a successful answer (X-01)', async () => {
      const { arn } = await aRole('Unlucky');
      aws.faults.inject({
        operation: 'BatchGrantPermissions',
        kind: 'entry',
        code: 'ConcurrentModificationException',
        count: 1,
      });
      const Entries = [
        { Id: 'a', Principal: principal(arn), Resource: orders, Permissions: ['DESCRIBE' as const] },
      ];

      const first = await lake.send(new BatchGrantPermissionsCommand({ Entries }));
      const second = await lake.send(new BatchGrantPermissionsCommand({ Entries }));

      expect([first.Failures?.[0]?.Error?.ErrorCode, second.Failures]).toEqual([
        'ConcurrentModificationException',
        [],
      ]);
    });

    it('refuses to share with another account what is still open to whatever IAM allows (X-04)', async () => {
      await grant('IAM_ALLOWED_PRINCIPALS', { Table: { DatabaseName: 'sales', Name: 'refunds' } }, ['ALL']);

      const error = await refused(
        grant(CONSUMER, { Table: { DatabaseName: 'sales', Name: 'refunds' } }, ['DESCRIBE']),
      );

      expect(error).toMatchObject({
        name: 'InvalidInputException',
        message: expect.stringContaining('IAMAllowedPrincipals'),
      });
    });

    it('refuses to share a resource link (X-04)', async () => {
      await glue.send(
        new CreateTableCommand({
          DatabaseName: 'sales',
          TableInput: {
            Name: 'orders_link',
            TargetTable: { CatalogId: MESH, DatabaseName: 'sales', Name: 'orders' },
          },
        }),
      );

      const error = await refused(
        grant(CONSUMER, { Table: { DatabaseName: 'sales', Name: 'orders_link' } }, ['DESCRIBE']),
      );

      expect(error).toMatchObject({
        name: 'InvalidInputException',
        message: expect.stringContaining('cannot be a link'),
      });
    });
  });

  describe('revoking', () => {
    it('takes away what was granted and says so when there is nothing to take (X-13)', async () => {
      const { arn } = await aRole('Leaver');
      await grant(arn, orders, ['SELECT', 'DESCRIBE']);
      const revoke = (Permissions: Permission[]) =>
        lake.send(new RevokePermissionsCommand({ Principal: principal(arn), Resource: orders, Permissions }));

      await revoke(['SELECT']);
      const left = (await listed(arn, orders)).map(({ Permissions }) => Permissions);
      const again = await refused(revoke(['SELECT']));
      const { Failures = [] } = await lake.send(
        new BatchRevokePermissionsCommand({
          Entries: [
            { Id: '1', Principal: principal(arn), Resource: orders, Permissions: ['DESCRIBE'] },
            { Id: '2', Principal: principal(arn), Resource: orders, Permissions: ['SELECT'] },
          ],
        }),
      );

      expect(left).toEqual([['DESCRIBE']]);
      expect(again).toMatchObject({
        name: 'InvalidInputException',
        message: expect.stringMatching(/^No permissions revoked/),
      });
      expect(Failures.map(({ RequestEntry }) => RequestEntry?.Id)).toEqual(['2']);
      expect(await listed(arn, orders)).toEqual([]);
    });

    it('also takes from a role that is no more', async () => {
      const { arn } = await aRole('Gone');
      await grant(arn, orders, ['DESCRIBE']);
      const iam = new IAMClient(aws.as(admin));
      await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Gone', PolicyName: 'own' }));
      await iam.send(new DeleteRoleCommand({ RoleName: 'Gone' }));

      await lake.send(
        new RevokePermissionsCommand({
          Principal: principal(arn),
          Resource: orders,
          Permissions: ['DESCRIBE'],
        }),
      );

      expect(await listed(arn, orders)).toEqual([]);
    });
  });

  describe('authority over the catalog', () => {
    it('lets only those make databases who hold CREATE_DATABASE once the catalog is closed', async () => {
      const role = await aRole('Maker');
      const own = new GlueClient(aws.as(role));
      const make = (Name: string) => own.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
      await make('while_open');
      const everybody = {
        Principal: principal('IAM_ALLOWED_PRINCIPALS'),
        Resource: { Catalog: {} },
        Permissions: ['CREATE_DATABASE' as const],
      };
      await lake.send(new RevokePermissionsCommand(everybody));

      const error = await refused(make('closed'));
      await grant(role.arn, { Catalog: {} }, ['CREATE_DATABASE']);
      await make('granted');

      expect(error).toMatchObject({
        name: 'AccessDeniedException',
        message: 'Insufficient Lake Formation permission(s): Required Create Database on Catalog',
      });
    });

    it('asks for CREATE_TABLE, ALTER and DROP, which an administrator does not have on what others made', async () => {
      const maker = await aRole('Owner');
      await grant(maker.arn, { Catalog: {} }, ['CREATE_DATABASE']);
      await aTable(aws, maker, 'owned', 'things');
      const TableInput = { Name: 'things' };

      const errors = [
        await refused(
          glue.send(new CreateTableCommand({ DatabaseName: 'owned', TableInput: { Name: 'more' } })),
        ),
        await refused(glue.send(new UpdateTableCommand({ DatabaseName: 'owned', TableInput }))),
        await refused(glue.send(new DeleteTableCommand({ DatabaseName: 'owned', Name: 'things' }))),
      ];
      const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'owned', Name: 'things' }));
      await new GlueClient(aws.as(maker)).send(new UpdateTableCommand({ DatabaseName: 'owned', TableInput }));

      expect(errors.map(({ message }) => /Required (.*)/.exec(message)?.[1])).toEqual([
        'Create Table on owned',
        'Alter on things',
        'Drop on things',
      ]);
      expect(Table?.Name).toBe('things');
    });

    it('asks for the data location when a table lies in a registered one', async () => {
      const maker = await aRole('Locator');
      await grant(maker.arn, { Catalog: {} }, ['CREATE_DATABASE']);
      await lake.send(
        new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::lake-one/raw', UseServiceLinkedRole: true }),
      );
      const make = (name: string) => aTable(aws, maker, 'located', name, 's3://lake-one/raw/events/');

      const error = await refused(make('early'));
      await grant(maker.arn, { DataLocation: { ResourceArn: 'arn:aws:s3:::lake-one/raw' } }, [
        'DATA_LOCATION_ACCESS',
      ]);
      await make('late');

      const { Table } = await new GlueClient(aws.as(maker)).send(
        new GetTableCommand({ DatabaseName: 'located', Name: 'late' }),
      );
      expect(error.message).toContain('Required Data Location Access');
      expect(Table?.IsRegisteredWithLakeFormation).toBe(true);
    });

    it('shows of a table the columns that were granted', async () => {
      const { arn, ...keys } = await aRole('Columns');
      await grant(arn, { TableWithColumns: { DatabaseName: 'sales', Name: 'orders', ColumnNames: ['id'] } }, [
        'SELECT',
      ]);

      const { Table } = await new GlueClient(aws.as(keys)).send(
        new GetTableCommand({ DatabaseName: 'sales', Name: 'orders' }),
      );

      expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['id']);
    });

    it('covers every table by a grant on the wildcard, listed as ALL_TABLES', async () => {
      const { arn, ...keys } = await aRole('Every');
      await grant(arn, { Table: { DatabaseName: 'sales', TableWildcard: {} } }, ['DESCRIBE']);

      const { Table } = await new GlueClient(aws.as(keys)).send(
        new GetTableCommand({ DatabaseName: 'sales', Name: 'orders' }),
      );

      expect(Table?.Name).toBe('orders');
      expect(
        (await listed(arn, { Table: { DatabaseName: 'sales', TableWildcard: {} } }))[0]?.Resource?.Table,
      ).toMatchObject({ Name: 'ALL_TABLES', TableWildcard: {} });
    });
  });

  describe('locations', () => {
    it('makes the service-linked role appear with the first registration, and are found again', async () => {
      const other = new LakeFormationClient(aws.as(CONSUMER));
      const ResourceArn = 'arn:aws:s3:::consumer-lake';
      const role = () =>
        new IAMClient(aws.as(CONSUMER)).send(
          new GetRoleCommand({ RoleName: 'AWSServiceRoleForLakeFormationDataAccess' }),
        );
      const before = await refusal(role());

      await other.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true }));
      const again = await refusal(
        other.send(new RegisterResourceCommand({ ResourceArn, UseServiceLinkedRole: true })),
      );
      const { ResourceInfo } = await other.send(new DescribeResourceCommand({ ResourceArn }));
      const { ResourceInfoList } = await other.send(new ListResourcesCommand({}));
      await other.send(new DeregisterResourceCommand({ ResourceArn }));

      expect([before, again]).toEqual(['NoSuchEntityException', 'AlreadyExistsException']);
      expect((await role()).Role?.RoleName).toBe('AWSServiceRoleForLakeFormationDataAccess');
      expect([ResourceInfo?.RoleArn, ResourceInfoList?.length]).toEqual([
        present((await role()).Role?.Arn),
        1,
      ]);
      expect(await refusal(other.send(new DescribeResourceCommand({ ResourceArn })))).toBe(
        'EntityNotFoundException',
      );
    });

    it('tells what is granted on tables below a path', async () => {
      const { arn } = await aRole('Path');
      await aTable(aws, admin, 'paths', 'below', 's3://elsewhere/data/below');
      await grant(arn, { Table: { DatabaseName: 'paths', Name: 'below' } }, ['DESCRIBE']);

      const { Permissions = [] } = await lake.send(
        new GetEffectivePermissionsForPathCommand({ ResourceArn: 'arn:aws:s3:::elsewhere/data' }),
      );

      expect(Permissions.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier)).toContain(arn);
    });
  });

  describe('listing', () => {
    it('goes page by page and asks for a resource where a principal is named', async () => {
      const principals: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await lake.send(
          new ListPermissionsCommand({ Resource: orders, MaxResults: 1, NextToken }),
        );
        principals.push(
          ...(page.PrincipalResourcePermissions ?? []).map(
            ({ Principal }) => Principal?.DataLakePrincipalIdentifier,
          ),
        );
        NextToken = page.NextToken;
      } while (NextToken !== undefined);

      const whole = await lake.send(new ListPermissionsCommand({ Resource: orders, MaxResults: 100 }));
      expect(principals).toEqual(
        whole.PrincipalResourcePermissions?.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier),
      );
      expect(await refusal(lake.send(new ListPermissionsCommand({ Principal: principal(admin.arn) })))).toBe(
        'InvalidInputException',
      );
      expect(await refusal(lake.send(new ListPermissionsCommand({ NextToken: 'made-up' })))).toBe(
        'InvalidInputException',
      );
    });

    it('filters by the type of the resource', async () => {
      const { PrincipalResourcePermissions = [] } = await lake.send(
        new ListPermissionsCommand({ ResourceType: 'DATABASE' }),
      );

      expect(PrincipalResourcePermissions.length).toBeGreaterThan(0);
      expect(PrincipalResourcePermissions.every(({ Resource }) => Resource?.Database !== undefined)).toBe(
        true,
      );
    });

    it('shows those who administer nothing what they hold themselves', async () => {
      const { arn, ...keys } = await aRole('Curious');
      await grant(arn, orders, ['DESCRIBE']);

      const { PrincipalResourcePermissions = [] } = await new LakeFormationClient(aws.as(keys)).send(
        new ListPermissionsCommand({ Resource: orders }),
      );

      expect(PrincipalResourcePermissions.flatMap(({ Permissions }) => Permissions)).not.toContain('ALTER');
      expect(
        PrincipalResourcePermissions.some(({ Principal }) => Principal?.DataLakePrincipalIdentifier === arn),
      ).toBe(true);
    });
  });
});
