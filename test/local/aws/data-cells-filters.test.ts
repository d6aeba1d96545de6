import { CreateTableCommand, DeleteTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateDataCellsFilterCommand,
  DeleteDataCellsFilterCommand,
  GetDataCellsFilterCommand,
  GrantPermissionsCommand,
  LakeFormationClient,
  ListDataCellsFilterCommand,
  ListPermissionsCommand,
  type Resource,
  RevokePermissionsCommand,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aLakeAdmin, aRoleSession, aTable } from './lake.ts';
import { CONSUMER, MESH, refusal, startTestAws, type TestAws } from './support.ts';

describe('data cells filters', () => {
  let aws: TestAws;
  let lake: LakeFormationClient;
  let glue: GlueClient;
  let owner: LakeFormationClient;
  let stranger: LakeFormationClient;
  beforeAll(async () => {
    aws = await startTestAws();
    const admin = await aLakeAdmin(aws, MESH, 'Admin');
    lake = new LakeFormationClient(aws.as(admin));
    glue = new GlueClient(aws.as(admin));
    await aTable(aws, admin, 'sales', 'orders');
    const one = await aRoleSession(aws, MESH, 'Owner', admin);
    const other = await aRoleSession(aws, MESH, 'Stranger', admin);
    owner = new LakeFormationClient(aws.as(one));
    stranger = new LakeFormationClient(aws.as(other));
    await lake.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: one.arn },
        Resource: { Table: { DatabaseName: 'sales', Name: 'orders' } },
        Permissions: ['SELECT', 'DESCRIBE'],
        PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'],
      }),
    );
    await lake.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: other.arn },
        Resource: { Table: { DatabaseName: 'sales', Name: 'orders' } },
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    );
  });
  afterAll(() => aws.close());

  const place = { TableCatalogId: MESH, DatabaseName: 'sales', TableName: 'orders' };
  const data = (Name: string, changes: object = {}) => ({
    ...place,
    Name,
    RowFilter: { FilterExpression: "id = 'eu'" },
    ColumnWildcard: {},
    ...changes,
  });
  const create = (by: LakeFormationClient, Name: string, changes: object = {}) =>
    by.send(new CreateDataCellsFilterCommand({ TableData: data(Name, changes) }));
  const on = (Name: string): Resource => ({ DataCellsFilter: { ...place, Name } });
  const grant = (who: string, Name: string) =>
    owner.send(
      new GrantPermissionsCommand({
        CatalogId: MESH,
        Principal: { DataLakePrincipalIdentifier: who },
        Resource: on(Name),
        Permissions: ['SELECT'],
      }),
    );
  async function granted(by: LakeFormationClient, who: string) {
    const { PrincipalResourcePermissions = [] } = await by.send(
      new ListPermissionsCommand({ CatalogId: MESH, MaxResults: 1000 }),
    );
    return PrincipalResourcePermissions.flatMap(({ Principal, Resource }) =>
      Principal?.DataLakePrincipalIdentifier === who && Resource?.DataCellsFilter
        ? [Resource.DataCellsFilter.Name]
        : [],
    );
  }

  it('are made and handed on by whoever may hand on SELECT on the whole table, and by nobody else', async () => {
    await create(owner, 'eu');
    await grant(CONSUMER, 'eu');

    const refusals = await Promise.all([
      refusal(create(stranger, 'mine')),
      refusal(stranger.send(new GetDataCellsFilterCommand({ ...place, Name: 'eu' }))),
      refusal(stranger.send(new DeleteDataCellsFilterCommand({ ...place, Name: 'eu' }))),
    ]);
    const { DataCellsFilters } = await stranger.send(new ListDataCellsFilterCommand({}));

    expect(refusals).toEqual(['AccessDeniedException', 'AccessDeniedException', 'AccessDeniedException']);
    expect(DataCellsFilters).toEqual([]);
    expect(await granted(owner, CONSUMER)).toEqual(['eu']);
  });

  it.each([
    ['an unknown column', { ColumnWildcard: undefined, ColumnNames: ['nowhere'] }, 'EntityNotFoundException'],
    ['no rows at all', { RowFilter: {} }, 'InvalidInputException'],
    [
      'both an expression and all rows',
      { RowFilter: { FilterExpression: 'x', AllRowsWildcard: {} } },
      'InvalidInputException',
    ],
    [
      'an expression of 2048 characters',
      { RowFilter: { FilterExpression: 'x'.repeat(2048) } },
      'InvalidInputException',
    ],
    ['an unknown table', { TableName: 'nowhere' }, 'EntityNotFoundException'],
  ])('are refused with %s', async (_what, changes, code) => {
    expect(await refusal(create(lake, 'refused', changes))).toBe(code);
  });

  it('are listed by pages, and replaced only where they are as they were read', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) {
      await create(owner, name);
    }
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await owner.send(
        new ListDataCellsFilterCommand({
          Table: { CatalogId: MESH, DatabaseName: 'Sales', Name: 'ORDERS' },
          MaxResults: 2,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      expect(answer.DataCellsFilters?.length).toBeLessThanOrEqual(2);
      seen.push(...(answer.DataCellsFilters ?? []).map(({ Name }) => Name));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    const { DataCellsFilter } = await owner.send(new GetDataCellsFilterCommand({ ...place, Name: 'page-1' }));
    const update = (VersionId: string | undefined) =>
      owner.send(new UpdateDataCellsFilterCommand({ TableData: { ...data('page-1'), VersionId } }));

    await update(DataCellsFilter?.VersionId);

    expect(seen).toEqual(expect.arrayContaining(['page-1', 'page-2', 'page-3']));
    expect(await refusal(update(DataCellsFilter?.VersionId))).toBe('ConcurrentModificationException');
  });

  it('take what was granted on them along, and go with their table', async () => {
    await create(owner, 'short');
    await grant(CONSUMER, 'short');
    const before = await granted(owner, CONSUMER);
    await owner.send(new DeleteDataCellsFilterCommand({ ...place, Name: 'short' }));
    const after = await granted(owner, CONSUMER);
    const revoked = await refusal(
      owner.send(
        new RevokePermissionsCommand({
          CatalogId: MESH,
          Principal: { DataLakePrincipalIdentifier: CONSUMER },
          Resource: on('short'),
          Permissions: ['SELECT'],
        }),
      ),
    );
    await glue.send(
      new CreateTableCommand({
        DatabaseName: 'sales',
        TableInput: { Name: 'brief', StorageDescriptor: { Columns: [{ Name: 'id', Type: 'string' }] } },
      }),
    );
    await create(lake, 'of-brief', { TableName: 'brief' });
    await glue.send(new DeleteTableCommand({ DatabaseName: 'sales', Name: 'brief' }));
    const { DataCellsFilters = [] } = await lake.send(new ListDataCellsFilterCommand({}));

    expect(before).toContain('short');
    expect(after).not.toContain('short');
    expect(revoked).toBe('EntityNotFoundException');
    expect(DataCellsFilters.map(({ Name }) => Name)).not.toContain('of-brief');
  });
});
