import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import {
  BatchGrantPermissionsCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListPermissionsCommand,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { GetResourceShareInvitationsCommand, RAMClient } from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptShares, aLakeAdmin, aRoleSession, aTable } from './lake.ts';
import {
  CONSUMER,
  type Credentials,
  MESH,
  present,
  refusal,
  refused,
  startTestAws,
  type TestAws,
} from './support.ts';

describe('sharing with another account', () => {
  let aws: TestAws;
  let meshAdmin: Credentials & { arn: string };
  let consumerAdmin: Credentials & { arn: string };
  beforeAll(async () => {
    aws = await startTestAws();
    meshAdmin = await aLakeAdmin(aws, MESH, 'MeshAdmin');
    consumerAdmin = await aLakeAdmin(aws, CONSUMER, 'ConsumerAdmin');
  });
  afterAll(() => aws.close());

  const table = (database: string, name: string) => ({
    Table: { CatalogId: MESH, DatabaseName: database, Name: name },
  });
  const grantTo = (
    principal: string,
    database: string,
    name: string,
    permissions: ('SELECT' | 'DESCRIBE')[],
    grantable = permissions,
  ) =>
    new LakeFormationClient(aws.as(meshAdmin)).send(
      new GrantPermissionsCommand({
        CatalogId: MESH,
        Principal: { DataLakePrincipalIdentifier: principal },
        Resource: table(database, name),
        Permissions: permissions,
        PermissionsWithGrantOption: grantable,
      }),
    );

  it('shows a granted table after the invitation was accepted and hides it when the grant is revoked', async () => {
    await aTable(aws, meshAdmin, 'sales', 'orders');
    await grantTo(CONSUMER, 'sales', 'orders', ['SELECT', 'DESCRIBE']);
    const glue = new GlueClient(aws.as(consumerAdmin));
    const read = () =>
      glue.send(new GetTableCommand({ CatalogId: MESH, DatabaseName: 'sales', Name: 'orders' }));
    const before = await refusal(read());

    const accepted = await acceptShares(aws, consumerAdmin);
    const shown = await read();
    await new LakeFormationClient(aws.as(meshAdmin)).send(
      new RevokePermissionsCommand({
        CatalogId: MESH,
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
        Resource: table('sales', 'orders'),
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    );
    const after = await refusal(read());

    expect([before, accepted, after]).toEqual(['AccessDeniedException', 1, 'AccessDeniedException']);
    expect(shown.Table).toMatchObject({ Name: 'orders', DatabaseName: 'sales', CatalogId: MESH });
  });

  it('extends the one share of a pair of accounts without another invitation, and names it in the list of permissions', async () => {
    await aTable(aws, meshAdmin, 'hr', 'people');
    await aTable(aws, meshAdmin, 'hr', 'teams');
    await grantTo(CONSUMER, 'hr', 'people', ['DESCRIBE']);
    await acceptShares(aws, consumerAdmin);

    await grantTo(CONSUMER, 'hr', 'teams', ['DESCRIBE']);

    const { resourceShareInvitations = [] } = await new RAMClient(aws.as(consumerAdmin)).send(
      new GetResourceShareInvitationsCommand({}),
    );
    expect(resourceShareInvitations.filter(({ status }) => status === 'PENDING')).toEqual([]);
    const { PrincipalResourcePermissions = [] } = await new LakeFormationClient(aws.as(meshAdmin)).send(
      new ListPermissionsCommand({
        CatalogId: MESH,
        Resource: table('hr', 'teams'),
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
      }),
    );
    expect(PrincipalResourcePermissions[0]?.AdditionalDetails?.ResourceShare?.[0]).toMatch(
      /^arn:aws:ram:us-east-1:111111111111:resource-share\//,
    );
    const { TableList } = await new GlueClient(aws.as(consumerAdmin)).send(
      new GetTablesCommand({ CatalogId: MESH, DatabaseName: 'hr' }),
    );
    expect(TableList?.map(({ Name }) => Name)).toEqual(['people', 'teams']);
  });

  it('shows a shared table to a role of the consumer only after its administrator has handed the permission on', async () => {
    await aTable(aws, meshAdmin, 'ops', 'trips');
    await grantTo(CONSUMER, 'ops', 'trips', ['SELECT', 'DESCRIBE']);
    await acceptShares(aws, consumerAdmin);
    const analyst = await aRoleSession(aws, CONSUMER, 'Analyst', consumerAdmin);
    const read = () =>
      new GlueClient(aws.as(analyst)).send(
        new GetTableCommand({ CatalogId: MESH, DatabaseName: 'ops', Name: 'trips' }),
      );
    const before = await refused(read());

    await new LakeFormationClient(aws.as(consumerAdmin)).send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: analyst.arn },
        Resource: table('ops', 'trips'),
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    );

    expect(before.message).toBe('Insufficient Lake Formation permission(s): Required Describe on trips');
    expect((await read()).Table?.Name).toBe('trips');
  });

  it('follows a resource link to the shared table', async () => {
    await aTable(aws, meshAdmin, 'fin', 'books');
    await grantTo(CONSUMER, 'fin', 'books', ['SELECT', 'DESCRIBE']);
    await acceptShares(aws, consumerAdmin);
    const glue = new GlueClient(aws.as(consumerAdmin));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'Imported' } }));
    const TargetTable = { CatalogId: MESH, DatabaseName: 'fin', Name: 'books' };
    await glue.send(
      new CreateTableCommand({ DatabaseName: 'imported', TableInput: { Name: 'books_link', TargetTable } }),
    );

    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'imported', Name: 'books_link' }));

    expect(Table).toMatchObject({
      Name: 'books_link',
      DatabaseName: 'imported',
      CatalogId: CONSUMER,
      TargetTable,
    });
    expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['id', 'amount']);
  });

  it('lets a role that is no administrator grant what it may hand on, and nothing else', async () => {
    const producer = await aRoleSession(aws, MESH, 'ProducerRole', meshAdmin);
    await new LakeFormationClient(aws.as(meshAdmin)).send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: producer.arn },
        Resource: { Catalog: {} },
        Permissions: ['CREATE_DATABASE'],
      }),
    );
    await aTable(aws, producer, 'mine', 'first');
    await aTable(aws, meshAdmin, 'theirs', 'second');
    const lake = new LakeFormationClient(aws.as(producer));
    const entry = (database: string, name: string) => ({
      Id: name,
      Principal: { DataLakePrincipalIdentifier: CONSUMER },
      Resource: table(database, name),
      Permissions: ['DESCRIBE' as const],
    });

    const { Failures } = await lake.send(
      new BatchGrantPermissionsCommand({
        CatalogId: MESH,
        Entries: [entry('mine', 'first'), entry('theirs', 'second')],
      }),
    );

    expect(
      Failures?.map(({ RequestEntry, Error: failure }) => [RequestEntry?.Id, failure?.ErrorCode]),
    ).toEqual([['second', 'AccessDeniedException']]);
    expect(present(Failures)[0]?.Error?.ErrorMessage).toContain('requester is not authorized');
  });

  it('carries a grant to one role of another account, past its administrator', async () => {
    await aTable(aws, meshAdmin, 'direct', 'letters');
    const reader = await aRoleSession(aws, CONSUMER, 'DirectReader', consumerAdmin);
    await grantTo(reader.arn, 'direct', 'letters', ['SELECT', 'DESCRIBE'], []);
    await acceptShares(aws, consumerAdmin);
    const read = (by: Credentials) =>
      new GlueClient(aws.as(by)).send(
        new GetTableCommand({ CatalogId: MESH, DatabaseName: 'direct', Name: 'letters' }),
      );

    const { Table } = await read(reader);

    expect(Table?.Name).toBe('letters');
    expect(await refusal(read(consumerAdmin))).toBe('AccessDeniedException');
  });

  it('lets the receiving administrator hand on no more than came with a grant option', async () => {
    await aTable(aws, meshAdmin, 'limits', 'notes');
    await grantTo(CONSUMER, 'limits', 'notes', ['SELECT', 'DESCRIBE'], ['DESCRIBE']);
    await acceptShares(aws, consumerAdmin);
    const { arn } = await aRoleSession(aws, CONSUMER, 'Limited', consumerAdmin);
    const handOn = (permission: 'SELECT' | 'DESCRIBE') =>
      new LakeFormationClient(aws.as(consumerAdmin)).send(
        new GrantPermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: arn },
          Resource: table('limits', 'notes'),
          Permissions: [permission],
        }),
      );

    await handOn('DESCRIBE');

    expect(await refusal(handOn('SELECT'))).toBe('AccessDeniedException');
  });

  it('refuses another account that asks about the settings, tags or grants of this one', async () => {
    const lake = new LakeFormationClient(aws.as(consumerAdmin));
    const grant = new GrantPermissionsCommand({
      CatalogId: MESH,
      Principal: { DataLakePrincipalIdentifier: CONSUMER },
      Resource: table('sales', 'orders'),
      Permissions: ['DESCRIBE'],
    });

    const { PrincipalResourcePermissions = [] } = await lake.send(
      new ListPermissionsCommand({ CatalogId: MESH }),
    );

    expect(await refusal(lake.send(grant))).toBe('AccessDeniedException');
    expect(
      new Set(PrincipalResourcePermissions.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier)),
    ).toEqual(new Set([CONSUMER]));
  });
});
