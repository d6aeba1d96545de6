import { GetTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import {
  BatchGrantPermissionsCommand,
  BatchRevokePermissionsCommand,
  GrantPermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf } from '../support/observe.ts';
import { approve, ask, endAll, stored, updateAsLibrary } from '../support/requests.ts';
import { BEN, CONSUMER, DATABASE, MESH, startMesh, type TestMesh } from '../support/test-mesh.ts';
import { publishPeople, selectsOf } from '../support/wide-table.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  await publishPeople(test);
}, 60_000);
afterAll(() => test?.close());
afterEach(() => endAll(test));

const people = { tables: ['people'], permissions: ['SELECT'] } as const;
const only = (...include: readonly string[]) => ({ columns: { people: { include } } });
const allBut = (...exclude: readonly string[]) => ({ columns: { people: { exclude } } });
const held = () => selectsOf(test, CONSUMER, 'people');
const end = (id: string) => test.mesh().revoke({ subscriptionId: id, by: BEN, job: `end-${id}` });

/** In the mesh; the mesh's own administrator may. */
async function dropColumn(name: string): Promise<void> {
  const { glue, lakeFormation } = test.clients(MESH);
  await lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:user/administrator` },
      Resource: { Table: { DatabaseName: DATABASE, Name: 'people' } },
      Permissions: ['ALTER'],
    }),
  );
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: 'people' }));
  const descriptor = Table?.StorageDescriptor;
  await glue.send(
    new UpdateTableCommand({
      DatabaseName: DATABASE,
      TableInput: {
        Name: 'people',
        Owner: Table?.Owner,
        TableType: Table?.TableType,
        PartitionKeys: Table?.PartitionKeys,
        StorageDescriptor: {
          ...descriptor,
          Columns: descriptor?.Columns?.filter((column) => column.Name !== name),
        },
      },
    }),
  );
}

describe('columns chosen at approval', () => {
  it('grants exactly these columns, with DESCRIBE on the table, and keeps them in record and ledger', async () => {
    await ask(test, 'columns-1', people);

    const record = await approve(test, 'columns-1', only('ID', ' name'));

    expect(record.status).toBe('Active');
    expect(record.fulfilment?.tables['people']).toMatchObject({
      state: 'Granted',
      columns: { include: ['id', 'name'] },
    });
    expect(await held()).toEqual(['id,name']);
    expect(await grantsOf(test, CONSUMER)).toContain('people: DESCRIBE');
    expect((await stored(test, 'columns-1'))?.['Fulfilment']).toMatchObject({
      Tables: { people: { Columns: { Include: ['id', 'name'] } } },
    });
    const rows = [];
    for await (const row of test.mesh().history('columns-1')) {
      rows.push(row);
    }
    expect(rows).toMatchObject([{ kind: 'approve', columns: { people: { include: ['id', 'name'] } } }]);
  });

  it('grants all columns but some', async () => {
    await ask(test, 'columns-2', people);

    const record = await approve(test, 'columns-2', allBut('salary'));

    expect(record.status).toBe('Active');
    expect(await held()).toEqual(['-salary']);
  });

  it.each([
    ['UNKNOWN_COLUMN', only('id', 'phone'), 'people has no column phone. It has id, name, email, salary.'],
    ['PARTITION_KEY', only('id', 'day'), 'day is a partition key of people.'],
    ['NO_COLUMNS_LEFT', allBut('id', 'name', 'email', 'salary'), 'No column of people would be left'],
    ['COLUMNS_WITHOUT_TABLE', { columns: { orders: { include: ['id'] } } }, 'orders is not among them'],
    ['OPTION_ON_EXCLUDED', { ...allBut('salary'), grantable: ['SELECT'] }, 'name the columns that are given'],
  ])('refuses %s before anything is claimed', async (code, changes, sentence) => {
    await ask(test, `columns-${code}`, people);

    await expect(approve(test, `columns-${code}`, changes)).rejects.toMatchObject({
      code,
      userMessage: expect.stringContaining(sentence),
    });

    expect(await test.mesh().getSubscription(`columns-${code}`)).toMatchObject({ status: 'Pending' });
    expect(await held()).toEqual([]);
  });

  it('refuses columns for somebody who may write the table, whom AWS would let read all of it', async () => {
    await ask(test, 'columns-write', { tables: ['people'], permissions: ['SELECT', 'INSERT'] });

    await expect(approve(test, 'columns-write', only('id'))).rejects.toMatchObject({
      code: 'COLUMNS_WITH_WRITE',
    });
    const narrowed = await approve(test, 'columns-write', { ...only('id'), permissions: ['SELECT'] });

    expect(narrowed.status).toBe('Active');
    expect(await held()).toEqual(['id']);
  });

  it('may be handed on where the columns are named', async () => {
    await ask(test, 'columns-option', people);

    const record = await approve(test, 'columns-option', { ...only('id'), grantable: ['SELECT'] });

    expect(record.status).toBe('Active');
    expect(await held()).toEqual(['id+']);
  });
});

describe('what else is held on the table', () => {
  const rows = (ColumnWildcard: object) => ({
    CatalogId: MESH,
    Entries: [
      {
        Id: '1',
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
        Resource: {
          TableWithColumns: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'people', ColumnWildcard },
        },
        Permissions: ['SELECT' as const],
      },
    ],
  });

  it('is taken away where nobody decided it: a wider grant would make the narrow one a lie', async () => {
    await test.clients(MESH).lakeFormation.send(new BatchGrantPermissionsCommand(rows({})));
    await ask(test, 'columns-4', people);

    const record = await approve(test, 'columns-4', only('id'));

    expect(record.status).toBe('Active');
    expect(await held()).toEqual(['id']);
  });

  it('does not count as the narrowed grant: a lost one is missing although the table is described', async () => {
    await ask(test, 'columns-5', people);
    test.hook = ({ operation }) => (operation === 'BatchGrantPermissions' ? widen() : undefined);
    let widened = false;
    const widen = async () => {
      if (!widened) {
        widened = true;
        await test.clients(MESH).lakeFormation.send(new BatchGrantPermissionsCommand(rows({})));
      }
    };

    const record = await approve(test, 'columns-5', only('id'));
    test.hook = () => undefined;

    expect(record).toMatchObject({ status: 'Pending', fulfilment: { phase: 'GrantFailed' } });
    expect(record.fulfilment?.tables['people']?.cause?.code).toBe('COLUMNS_TOO_WIDE');
    const retried = await test
      .mesh()
      .retryGrants({ subscriptionId: 'columns-5', by: BEN, job: 'retry-columns-5' });
    expect(retried.status).toBe('Active');
    expect(await held()).toEqual(['id']);
  });

  it('goes with a roll-back, narrowed as it is', async () => {
    await ask(test, 'columns-6', people);
    let lost = false;
    test.hook = async ({ operation }) => {
      if (operation === 'BatchGrantPermissions' && !lost) {
        lost = true;
        await test.clients(MESH).lakeFormation.send(new BatchGrantPermissionsCommand(rows({})));
      }
    };
    await approve(test, 'columns-6', only('id'));
    test.hook = () => undefined;

    await test.mesh().rollBack({ subscriptionId: 'columns-6', by: BEN, job: 'roll-back-columns-6' });

    expect(await held()).toEqual([]);
    await expect(
      test.clients(MESH).lakeFormation.send(new BatchRevokePermissionsCommand(rows({}))),
    ).resolves.toMatchObject({ Failures: [expect.anything()] });
  });
});

describe('several subscriptions of one consumer', () => {
  it('add up, and each takes only what no other rests on', async () => {
    await ask(test, 'both-1', people);
    await approve(test, 'both-1', only('id', 'name'));
    await ask(test, 'both-2', { ...people, reason: 'another', permissions: ['SELECT', 'DESCRIBE'] });
    await approve(test, 'both-2', only('name', 'email'));
    expect(await held()).toEqual(['id,name', 'name,email']);

    await end('both-1');
    expect(await held()).toEqual(['name,email']);
    await end('both-2');
    expect(await held()).toEqual([]);
  });

  it('keep all columns while one of them has all, and the narrow one remains after that', async () => {
    await ask(test, 'wide-1', people);
    await approve(test, 'wide-1');
    await ask(test, 'wide-2', { ...people, permissions: ['SELECT', 'DESCRIBE'] });

    const narrow = await approve(test, 'wide-2', only('id'));
    expect(narrow).toMatchObject({
      status: 'Active',
      fulfilment: { tables: { people: { state: 'Granted' } } },
    });
    expect(await held()).toContain('*');

    await end('wide-1');
    expect(await held()).toEqual(['id']);
  });

  it('gives the narrow one back from the ledger where its grant went with the wide one', async () => {
    await ask(test, 'merged-1', people);
    await approve(test, 'merged-1');
    await ask(test, 'merged-2', { ...people, permissions: ['SELECT', 'DESCRIBE'] });
    await approve(test, 'merged-2', only('id'));
    const { ColumnWildcard: _, ...named } = {
      CatalogId: MESH,
      DatabaseName: DATABASE,
      Name: 'people',
      ColumnWildcard: {},
    };
    await test.clients(MESH).lakeFormation.send(
      new BatchRevokePermissionsCommand({
        CatalogId: MESH,
        Entries: [
          {
            Id: '1',
            Principal: { DataLakePrincipalIdentifier: CONSUMER },
            Resource: { TableWithColumns: { ...named, ColumnNames: ['id'] } },
            Permissions: ['SELECT'],
          },
        ],
      }),
    );

    await end('merged-1');

    expect(await held()).toEqual(['id']);
  });
});

describe('a later change', () => {
  const modify = (id: string, job: string, changes: object) =>
    test.mesh().modify({ subscriptionId: id, by: BEN, job, permissions: ['SELECT'], ...changes });

  it('narrows, names other columns, and gives all of them', async () => {
    await ask(test, 'change-1', people);
    await approve(test, 'change-1');

    expect(await modify('change-1', 'narrow', only('id', 'name'))).toMatchObject({
      fulfilment: { tables: { people: { state: 'Granted' } } },
    });
    expect(await held()).toEqual(['id,name']);
    expect((await modify('change-1', 'other', allBut('salary'))).fulfilment?.phase).toBe('Granted');
    expect(await held()).toEqual(['-salary']);
    expect((await modify('change-1', 'same', {})).fulfilment?.tables['people']).toMatchObject({
      columns: { exclude: ['salary'] },
    });
    expect(await held()).toEqual(['-salary']);
    const wide = await modify('change-1', 'all', { columns: {} });

    expect(wide.fulfilment?.tables['people']).toEqual({
      state: 'Granted',
      permissions: ['SELECT', 'DESCRIBE'],
      grantable: [],
    });
    expect(await held()).toEqual(['*']);
    await end('change-1');
    expect(await held()).toEqual([]);
  });

  it('comes back from the ledger after the library wrote over the record', async () => {
    await ask(test, 'bare-1', people);
    await approve(test, 'bare-1', only('id'));
    await updateAsLibrary(test, 'bare-1', { Status: 'Active', PermittedGrants: ['SELECT'] });
    await test.clients(MESH).documents.send(
      new UpdateCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: 'bare-1' },
        UpdateExpression: 'REMOVE Fulfilment',
      }),
    );

    const record = await test.mesh().restore({ subscriptionId: 'bare-1', by: BEN, job: 'restore-1' });

    expect(record.fulfilment?.tables['people']).toMatchObject({
      state: 'Granted',
      columns: { include: ['id'] },
    });
  });
});

describe('a column that is gone', () => {
  it('takes them away at the end, also after one of them was dropped from the table', async () => {
    await ask(test, 'columns-3', people);
    await approve(test, 'columns-3', only('id', 'email'));
    await dropColumn('email');

    const record = await end('columns-3');

    expect(record).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
    expect(await held()).toEqual([]);
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });
});
