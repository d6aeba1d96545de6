import { DeleteTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MeshError } from '../../../src/mesh/errors.ts';
import { subscriptionDigest } from '../../../src/mesh/subscriptions/digest.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { bucketPolicy, grantsOf } from '../support/observe.ts';
import { approve, ask, endAll, putAsLibrary, stored } from '../support/requests.ts';
import { ANA, BEN, CONSUMER, DATABASE, MESH, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds']);
});
afterEach(async () => {
  test.aws.faults.clear();
  await endAll(test);
});
afterAll(() => test?.close());

const CARA = { kind: 'slack', workspace: 'T0MESH', user: 'U0CARA' } as const;

describe('A-02', () => {
  it('has exactly one winner in each of ten rounds of two approvers at once, and the record names that one', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `a-02-${round}`;
      await ask(test, id);
      const decide = async (by: typeof CARA | typeof BEN, job: string): Promise<Subscription | string> => {
        try {
          return await test.mesh({ actor: by }).approve({ subscriptionId: id, by, job });
        } catch (error) {
          return error instanceof MeshError ? error.code : 'unknown';
        }
      };

      const outcomes = await Promise.all([decide(BEN, `${id}-ben`), decide(CARA, `${id}-cara`)]);

      const winners = outcomes.filter((outcome) => typeof outcome !== 'string');
      expect({ round, lost: outcomes.filter((outcome) => typeof outcome === 'string') }).toEqual({
        round,
        lost: ['ALREADY_DECIDED'],
      });
      const kept = await stored(test, id);
      expect(winners[0]).toMatchObject({ updatedBy: kept?.['UpdatedBy'] });
      await endAll(test);
    }
  }, 60_000);
});

describe('A-03', () => {
  it.each([
    ['glue:PutResourcePolicy', 'AccessDeniedException'],
    ['s3:PutBucketPolicy', 'AccessDenied'],
    ['lakeformation:BatchGrantPermissions', 'AccessDeniedException'],
    ['lakeformation:ListPermissions', 'AccessDeniedException'],
  ])(
    'is never active while %s fails, and a retry ends active without anything twice',
    async (operation, code) => {
      const id = `a-03-${operation.replace(/\W/g, '')}`;
      await ask(test, id);
      test.aws.faults.inject({ operation, kind: 'error', code });

      const outcome = await approve(test, id).catch((error: unknown) => error);
      const meanwhile = await stored(test, id);
      test.aws.faults.clear();
      const mesh = test.mesh({ actor: BEN });
      const current = await mesh.getSubscription(id);
      const record =
        current?.fulfilment?.phase === 'Granting'
          ? await approve(test, id)
          : await mesh.retryGrants({ subscriptionId: id, by: BEN, job: `retry-${id}` });

      expect(outcome).toBeDefined();
      expect(meanwhile).toMatchObject({ Status: 'Pending' });
      expect(record.status).toBe('Active');
      expect(
        JSON.parse((await bucketPolicy(test)) ?? '{}').Statement.filter(({ Sid }: { readonly Sid: string }) =>
          Sid.startsWith('AwsDataMeshTables-'),
        ),
      ).toHaveLength(2);
    },
    60_000,
  );
});

describe('A-04', () => {
  it('counts a share that is already gone as left', async () => {
    await ask(test, 'a-04');
    await approve(test, 'a-04');
    await test.mesh().importSubscription({ subscriptionId: 'a-04', by: ANA, job: 'import-a-04' });
    test.aws.faults.inject({
      operation: 'ram:DisassociateResourceShare',
      kind: 'error',
      code: 'UnknownResourceException',
    });

    const record = await test.mesh().revoke({ subscriptionId: 'a-04', by: BEN, job: 'revoke-a-04' });

    expect(record.status).toBe('Deleted');
  });
});

describe('A-05', () => {
  it('grants nothing and names the table that vanished, and grants the rest when told so', async () => {
    await ask(test, 'a-05', { tables: ['orders', 'refunds'] });
    await test.clients(MESH).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:user/administrator` },
        Resource: { Table: { DatabaseName: DATABASE, Name: 'refunds' } },
        Permissions: ['DROP'],
      }),
    );
    await test.clients(MESH).glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: 'refunds' }));

    await expect(approve(test, 'a-05')).rejects.toMatchObject({
      code: 'TABLES_GONE',
      userMessage: expect.stringContaining('refunds'),
    });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    const record = await approve(test, 'a-05', { tables: ['orders'] });

    expect(record).toMatchObject({ status: 'Active', tables: ['orders'] });
  });

  it('makes a new request after an end, which names the old one, and links again without complaint', async () => {
    await ask(test, 'a-05-first');
    await approve(test, 'a-05-first');
    await test.mesh().importSubscription({ subscriptionId: 'a-05-first', by: ANA, job: 'i1' });
    await test.mesh().revoke({ subscriptionId: 'a-05-first', by: BEN, job: 'r1' });

    const again = await ask(test, 'a-05-second');
    await approve(test, 'a-05-second');
    const imported = await test
      .mesh()
      .importSubscription({ subscriptionId: 'a-05-second', by: ANA, job: 'i2' });

    expect(again).toMatchObject({ id: 'a-05-second', status: 'Pending', predecessor: 'a-05-first' });
    expect(imported.imported).toBe(true);
  });
});

describe('A-06', () => {
  it('keeps leading zeros of account ids', async () => {
    const request = await ask(test, 'a-06', { subscriber: '012345678901' });

    expect(request.subscriber).toBe('012345678901');
    expect(await stored(test, 'a-06')).toMatchObject({ SubscriberPrincipal: '012345678901' });
  });
});

describe('A-07', () => {
  it('counts the length of access from the approval, in seconds', async () => {
    await ask(test, 'a-07', { durationSeconds: 86_400 });
    const twoDaysLater = new Date(Date.now() + 2 * 86_400_000);

    const record = await test
      .mesh({ actor: BEN, now: () => twoDaysLater })
      .approve({ subscriptionId: 'a-07', by: BEN, job: 'approve-a-07' });

    expect(record.expiresAt).toBe(Math.floor(twoDaysLater.getTime() / 1000) + 86_400);
  });

  it('refuses an end that is later than what was asked for, and grants nothing', async () => {
    await ask(test, 'a-07-longer', { durationSeconds: 86_400 });
    const later = Math.floor(Date.now() / 1000) + 30 * 86_400;

    await expect(approve(test, 'a-07-longer', { expiresAt: later })).rejects.toMatchObject({
      code: 'BEYOND_REQUEST',
    });

    expect(await stored(test, 'a-07-longer')).toMatchObject({ Status: 'Pending' });
  });

  it('refuses an end in the past and grants nothing', async () => {
    await ask(test, 'a-07-past');

    await expect(approve(test, 'a-07-past', { expiresAt: 1_000 })).rejects.toMatchObject({
      code: 'END_IN_PAST',
    });

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it('keeps a denial with who, when and why, and grants of nothing', async () => {
    await ask(test, 'a-07-no');

    const record = await test
      .mesh()
      .deny({ subscriptionId: 'a-07-no', by: BEN, job: 'deny', note: 'use orders_eu' });

    expect(record).toMatchObject({
      status: 'Denied',
      permitted: [],
      fulfilment: { decision: { by: 'slack:T0MESH/U0BEN', note: 'use orders_eu' } },
    });
    const history = [];
    for await (const decision of test.mesh().history('a-07-no')) {
      history.push(decision);
    }
    expect(history).toMatchObject([{ kind: 'deny', by: 'slack:T0MESH/U0BEN', note: 'use orders_eu' }]);
  });
});

describe('a decision', () => {
  it('holds for what was shown and for nothing else', async () => {
    const shown = subscriptionDigest(await ask(test, 'shown'));

    await expect(approve(test, 'shown', { shown: `${shown}x` })).rejects.toMatchObject({
      code: 'REQUEST_CHANGED',
    });
    const record = await approve(test, 'shown', { shown });

    expect(record.status).toBe('Active');
  });

  it('grants nothing beyond the request', async () => {
    await ask(test, 'beyond');

    await expect(approve(test, 'beyond', { permissions: ['SELECT', 'DROP'] })).rejects.toMatchObject({
      code: 'BEYOND_REQUEST',
    });
    await expect(approve(test, 'beyond', { tables: ['customers'] })).rejects.toMatchObject({
      code: 'BEYOND_REQUEST',
    });

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it('is made from the ledger: a record that claims a decision which is not there grants nothing', async () => {
    await ask(test, 'forged');
    const Fulfilment = { Phase: 'Granting', Job: 'forged-job', At: 1, Tables: { orders: 'Waiting' } };
    await test.clients(MESH).documents.send(
      new UpdateCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: 'forged' },
        UpdateExpression: 'SET Fulfilment = :fulfilment',
        ExpressionAttributeValues: { ':fulfilment': Fulfilment },
      }),
    );

    await expect(approve(test, 'forged', { job: 'forged-job' })).rejects.toMatchObject({
      code: 'DECISION_MISSING',
    });

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    await test.clients(MESH).documents.send(
      new UpdateCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: 'forged' },
        UpdateExpression: 'REMOVE Fulfilment',
      }),
    );
  });

  it('comes back from the ledger where the library wrote a bare record over a granted one', async () => {
    await ask(test, 'restored');
    const granted = await approve(test, 'restored', { expiresAt: 4_000_000_000 });
    await putAsLibrary(test, 'restored', { Status: 'Active' });

    const record = await test
      .mesh()
      .restore({ subscriptionId: 'restored', by: { kind: 'app', part: 'housekeeping' }, job: 'restore' });

    expect(record).toMatchObject({
      status: 'Active',
      permitted: granted.permitted,
      ramShares: granted.ramShares,
      expiresAt: 4_000_000_000,
    });
  });

  it('comes back so that what is missing of it can be granted again', async () => {
    await ask(test, 'partly', { tables: ['orders', 'customers'] });
    await approve(test, 'partly');
    await test.clients(MESH).lakeFormation.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
        Resource: {
          TableWithColumns: {
            CatalogId: MESH,
            DatabaseName: DATABASE,
            Name: 'customers',
            ColumnWildcard: {},
          },
        },
        Permissions: ['SELECT'],
      }),
    );
    await putAsLibrary(test, 'partly', { Status: 'Active', TableName: ['orders', 'customers'] });
    const by = { kind: 'app', part: 'housekeeping' } as const;
    const restored = await test.mesh().restore({ subscriptionId: 'partly', by, job: 'restore-partly' });
    expect(restored.fulfilment?.phase).toBe('PartlyGranted');

    const retried = await test
      .mesh({ actor: BEN })
      .retryGrants({ subscriptionId: 'partly', by: BEN, job: 'retry-partly' });

    expect([retried.status, [...retried.tables].sort()]).toEqual(['Active', ['customers', 'orders']]);
    expect(await grantsOf(test, CONSUMER)).toContain('customers: SELECT');
  });

  it('does not pass for a record that names another owner than the catalogue', async () => {
    await ask(test, 'owner');
    await test.clients(MESH).documents.send(
      new UpdateCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: 'owner' },
        UpdateExpression: 'SET OwnerPrincipal = :other',
        ExpressionAttributeValues: { ':other': '333333333333' },
      }),
    );

    await expect(approve(test, 'owner')).rejects.toBeInstanceOf(MeshError);

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it.each(['keep', 'roll back', 'retry'] as const)(
    'that was granted in part can be mended: %s',
    async (way) => {
      const id = `partly-${way.replace(' ', '-')}`;
      await openTable('customers', GrantPermissionsCommand);
      await ask(test, id, { tables: ['customers', 'orders'] });
      const partly = await approve(test, id);
      const act = { subscriptionId: id, by: BEN, job: `${id}-job` };
      const mesh = test.mesh({ actor: BEN });
      if (way === 'retry') {
        await openTable('customers', RevokePermissionsCommand);
      }

      const record = await (way === 'keep'
        ? mesh.keepPartial(act)
        : way === 'retry'
          ? mesh.retryGrants(act)
          : mesh.rollBack(act));

      expect(partly).toMatchObject({ status: 'Pending', fulfilment: { phase: 'PartlyGranted' } });
      expect(partly.fulfilment?.tables['customers']?.state).toBe('Failed');
      const selects = (await grantsOf(test, CONSUMER)).filter((grant) => grant.endsWith(': SELECT'));
      expect({ status: record.status, tables: record.tables, selects }).toEqual(
        {
          keep: { status: 'Active', tables: ['orders'], selects: ['orders: SELECT'] },
          'roll back': { status: 'Denied', tables: ['customers', 'orders'], selects: [] },
          retry: {
            status: 'Active',
            tables: ['customers', 'orders'],
            selects: ['customers: SELECT', 'orders: SELECT'],
          },
        }[way],
      );
      if (way !== 'retry') {
        await openTable('customers', RevokePermissionsCommand);
      }
    },
  );
});

/** Opens a table to whoever IAM allows, so that it cannot be shared, or closes it again. */
async function openTable(
  Name: string,
  Command: typeof GrantPermissionsCommand | typeof RevokePermissionsCommand,
): Promise<void> {
  const input = {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Resource: { Table: { DatabaseName: DATABASE, Name } },
    Permissions: ['ALL' as const],
  };
  const { lakeFormation } = test.clients(MESH);
  await (Command === GrantPermissionsCommand
    ? lakeFormation.send(new GrantPermissionsCommand(input))
    : lakeFormation.send(new RevokePermissionsCommand(input)));
}
