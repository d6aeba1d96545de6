import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { nameList } from '../../../src/mesh/input/names-list.ts';
import { somePermissions } from '../../../src/mesh/input/permission-list.ts';
import { bucketPolicy, catalogPolicy, grantsOf, localTables } from '../support/observe.ts';
import { approve, ask, endAll, forget, putAsLibrary, stored } from '../support/requests.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds']);
});
afterEach(async () => {
  test.aws.faults.clear();
  test.hook = () => undefined;
  await endAll(test);
});
afterAll(() => test?.close());

const changes = () =>
  test.calls.filter(({ operation }) =>
    /^(Put|Update|Create|Batch(Grant|Revoke)|Grant|Revoke|Transact)/.test(operation),
  );

describe('M-01', () => {
  it('sends every entry of a batch with an id of its own', async () => {
    await ask(test, 'm-01', { tables: ['orders', 'customers'], permissions: ['SELECT', 'DESCRIBE'] });
    test.calls.length = 0;

    await approve(test, 'm-01');

    const batches = test.calls.filter(({ operation }) => operation === 'BatchGrantPermissions');
    const ids = batches.flatMap(({ input }) =>
      [...JSON.stringify(input).matchAll(/"Id":"([^"]*)"/g)].map(([, id]) => id),
    );
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
    expect(ids.every((id) => id !== undefined && id.length >= 1 && id.length <= 255)).toBe(true);
  });
});

describe('M-02', () => {
  it.each([
    ['orders', ['orders']],
    [['orders'], ['orders']],
    ['orders, customers ', ['orders', 'customers']],
    ['orders,,orders', ['orders']],
  ])('reads the tables %j as names, never as letters', (input, expected) => {
    expect(nameList(input, 'tables')).toEqual(expected);
  });

  it.each(['', [''], null])('refuses %j as an empty list', (input) => {
    expect(() => nameList(input, 'tables')).toThrow(/no tables named/);
  });

  it('reads permissions with commas and blanks', () => {
    expect(somePermissions('SELECT, DESCRIBE')).toEqual(['SELECT', 'DESCRIBE']);
  });
});

describe('M-03', () => {
  it('refuses a request for a table that does not exist, and stores nothing', async () => {
    await expect(ask(test, 'm-03', { tables: ['ordrs'] })).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });

    expect(await stored(test, 'm-03')).toBeUndefined();
  });

  it('answers an unknown id plainly and touches nothing', async () => {
    test.calls.length = 0;

    await expect(approve(test, 'nope')).rejects.toMatchObject({ code: 'SUBSCRIPTION_NOT_FOUND' });

    expect(changes()).toEqual([]);
  });
});

describe('M-04', () => {
  it.each(['Active', 'Denied', 'Deleted'])(
    'makes no Lake Formation call when a request that is %s is approved again',
    async (status) => {
      await putAsLibrary(test, `m-04-${status}`, { Status: status, PermittedGrants: ['SELECT'] });
      test.calls.length = 0;

      await expect(approve(test, `m-04-${status}`)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });

      expect(test.calls.filter(({ service }) => service === 'lakeformation')).toEqual([]);
      expect(await stored(test, `m-04-${status}`)).toMatchObject({ Status: status });
    },
  );

  it('approves a denied request only where that is asked for on purpose', async () => {
    await putAsLibrary(test, 'm-04-again', { Status: 'Denied' });

    const record = await approve(test, 'm-04-again', { reconsider: true });

    expect(record.status).toBe('Active');
  });
});

describe('M-05', () => {
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::p-data', 'arn:aws:s3:::p-data/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };

  it('keeps statements of others, and writes nothing where nothing is new', async () => {
    const before = await bucketPolicy(test);
    const policy = { ...JSON.parse(before ?? '{}'), Statement: tlsOnly };
    await test
      .clients(PRODUCER)
      .s3.send(new PutBucketPolicyCommand({ Bucket: 'p-data', Policy: JSON.stringify(policy) }));
    for (const [id, subscriber] of [
      ['m-05-c', CONSUMER],
      ['m-05-d', OTHER_CONSUMER],
    ] as const) {
      await ask(test, id, { subscriber });
      await approve(test, id);
    }
    await ask(test, 'm-05-c2', { permissions: ['SELECT', 'INSERT'] });
    test.calls.length = 0;

    await approve(test, 'm-05-c2');

    const after = JSON.parse((await bucketPolicy(test)) ?? '{}');
    expect(after.Statement[0]).toEqual(tlsOnly);
    const ours = after.Statement.filter(({ Sid }: { readonly Sid: string }) =>
      Sid.startsWith('AwsDataMeshTables-'),
    );
    expect(ours).toHaveLength(1);
    expect(ours[0].Principal.AWS).toHaveLength(2);
    expect(test.calls.filter(({ operation }) => operation === 'PutBucketPolicy')).toEqual([]);
    await test
      .clients(PRODUCER)
      .s3.send(new PutBucketPolicyCommand({ Bucket: 'p-data', Policy: before ?? '' }));
  });
});

describe('M-06', () => {
  it('keeps the RAM statement, writes with the hash that it read, and tries again when another change came first', async () => {
    await ask(test, 'm-06');
    test.aws.faults.inject({
      operation: 'glue:PutResourcePolicy',
      kind: 'error',
      code: 'ConditionCheckFailureException',
      count: 1,
    });
    test.calls.length = 0;

    const record = await approve(test, 'm-06');

    const puts = test.calls
      .filter(({ operation }) => operation === 'PutResourcePolicy')
      .map(({ input }) => JSON.stringify(input));
    expect(record.status).toBe('Active');
    expect(puts).toHaveLength(2);
    expect(
      puts.every((put) => put.includes('"EnableHybrid":"TRUE"') && put.includes('PolicyHashCondition')),
    ).toBe(true);
    expect(await catalogPolicy(test)).toContain('ram.amazonaws.com');
    expect(await catalogPolicy(test)).toContain(CONSUMER);
    await endAll(test);
    expect(await catalogPolicy(test)).not.toContain(CONSUMER);
    expect(await catalogPolicy(test)).toContain('ram.amazonaws.com');
  });
});

describe('M-07', () => {
  it('accepts the shares of this subscription and no others', async () => {
    await ask(test, 'm-07-mine', { subscriber: OTHER_CONSUMER });
    const mine = await approve(test, 'm-07-mine');
    test.calls.length = 0;

    await test.mesh().importSubscription({ subscriptionId: 'm-07-mine', by: ANA, job: 'import-m-07' });

    const accepted = test.calls.filter(({ operation }) => operation === 'AcceptResourceShareInvitation');
    expect(accepted.length).toBeLessThanOrEqual(Object.keys(mine.ramShares).length);
    expect(await localTables(test, OTHER_CONSUMER)).toEqual(['orders']);
  });
});

describe('M-08', () => {
  it('calls nothing approved that was refused in a 200 answer, says what and why, and mends it on a second try', async () => {
    await ask(test, 'm-08', { tables: ['orders', 'customers'] });
    test.aws.faults.inject({
      operation: 'lakeformation:BatchGrantPermissions',
      kind: 'entry',
      code: 'AccessDeniedException',
      count: 5,
    });

    const failed = await approve(test, 'm-08');
    test.aws.faults.clear();
    const mended = await test.mesh().retryGrants({ subscriptionId: 'm-08', by: BEN, job: 'retry-m-08' });

    expect(failed.status).toBe('Pending');
    expect(failed.fulfilment?.phase).toBe('GrantFailed');
    expect(failed.fulfilment?.tables['orders']?.cause?.message).toMatch(
      /SELECT.* on orders.*AccessDeniedException/,
    );
    expect(mended.status).toBe('Active');
  });
});

describe('M-09', () => {
  it('knows an administrator by the role with its path, whatever the session is called', async () => {
    const { iam, lakeFormation, sts } = test.clients(CONSUMER);
    const { role } = await makeSsoAdministrator(iam, lakeFormation, CONSUMER);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'jo@example.com' }),
    );
    const admin = new DataMeshAdmin({
      dataMeshAccountId: MESH,
      region: REGION,
      endpoint: test.aws.url,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });

    const installed = await admin.initializeConsumerAccount();

    expect(installed.roleArn).toBe(`arn:aws:iam::${CONSUMER}:role/AwsDataMesh/DataMeshConsumer`);
  });
});

describe('M-10', () => {
  it('signs the calls for each account with that account’s own credentials, also at the same time', async () => {
    await ask(test, 'm-10-c');
    await ask(test, 'm-10-d', { subscriber: OTHER_CONSUMER });
    await approve(test, 'm-10-c');
    await approve(test, 'm-10-d');
    const mesh = test.mesh();
    test.calls.length = 0;

    await Promise.all([
      mesh.importSubscription({ subscriptionId: 'm-10-c', by: ANA, job: 'import-c' }),
      mesh.importSubscription({ subscriptionId: 'm-10-d', by: ANA, job: 'import-d' }),
    ]);

    const links = test.calls.filter(({ operation }) => operation === 'CreateTable');
    for (const { account, input } of links) {
      expect(JSON.stringify(input)).toContain(`"CatalogId":"${account}"`);
    }
    expect(await localTables(test, CONSUMER)).toEqual(['orders']);
    expect(await localTables(test, OTHER_CONSUMER)).toEqual(['orders']);
  });
});

describe('M-11', () => {
  it.each([[[]], [undefined]])('takes %j as no override', async (permissions) => {
    await ask(test, `m-11-${permissions?.length ?? 'absent'}`);

    const record = await approve(
      test,
      `m-11-${permissions?.length ?? 'absent'}`,
      permissions ? { permissions } : {},
    );

    expect(record.permitted).toEqual(['SELECT', 'DESCRIBE']);
    expect(record.grantable).toEqual([]);
  });

  it('refuses a request for a whole database until the approver names the tables', async () => {
    await putAsLibrary(test, 'm-11-db', { TableName: null });

    await expect(approve(test, 'm-11-db')).rejects.toMatchObject({ code: 'NO_TABLES' });
    const record = await approve(test, 'm-11-db', { tables: ['orders', 'refunds'] });

    expect(record.tables).toEqual(['orders', 'refunds']);
    expect((await grantsOf(test, CONSUMER)).filter((grant) => grant.endsWith('SELECT'))).toEqual([
      'orders: SELECT',
      'refunds: SELECT',
    ]);
  });
});

describe('M-12', () => {
  it('combines all filters, shows the status, and follows every page', async () => {
    const padding = 'x'.repeat(10_000);
    for (let index = 0; index < 120; index += 1) {
      await putAsLibrary(test, `m-12-${index}`, {
        SubscriberPrincipal: '666666666666',
        Status: ['Active', 'Pending', 'Denied', 'Deleted'][index % 4],
        TableName: ['orders', 'customers'],
        Notes: new Set([padding]),
      });
    }
    const mesh = test.mesh();
    const count = async (filter: Parameters<typeof mesh.listSubscriptions>[0]) => {
      let all = 0;
      for await (const { status } of mesh.listSubscriptions(filter)) {
        all += filter.statuses === undefined || filter.statuses.includes(status) ? 1 : 0;
      }
      return all;
    };

    expect(await count({ subscriber: '666666666666' })).toBe(120);
    expect(await count({ subscriber: '666666666666', statuses: ['Active'] })).toBe(30);
    expect(
      await count({
        subscriber: '666666666666',
        statuses: ['Active'],
        table: 'orders',
        database: DATABASE,
        owner: PRODUCER,
      }),
    ).toBe(30);
    expect(await count({ subscriber: '666666666666', table: 'refunds' })).toBe(0);
    expect(await count({})).toBeGreaterThanOrEqual(120);
    for (let index = 0; index < 120; index += 1) {
      await forget(test, `m-12-${index}`);
    }
  }, 60_000);
});

describe('M-13', () => {
  it('refuses to import what is not active, and changes nothing the second time', async () => {
    await ask(test, 'm-13');
    await expect(
      test.mesh().importSubscription({ subscriptionId: 'm-13', by: ANA, job: 'early' }),
    ).rejects.toMatchObject({ code: 'NOT_ACTIVE' });
    await approve(test, 'm-13');
    const first = await test.mesh().importSubscription({ subscriptionId: 'm-13', by: ANA, job: 'import-1' });
    test.calls.length = 0;

    await test.mesh().importSubscription({ subscriptionId: 'm-13', by: ANA, job: 'import-2' });

    expect(first.imported).toBe(true);
    expect(changes()).toEqual([]);
  });

  it('explains a record without shares instead of crashing', async () => {
    await putAsLibrary(test, 'm-13-bare', { Status: 'Active', PermittedGrants: ['SELECT'] });

    await expect(
      test.mesh().importSubscription({ subscriptionId: 'm-13-bare', by: ANA, job: 'import' }),
    ).rejects.toMatchObject({ code: 'SHARE_UNKNOWN' });

    expect(await stored(test, 'm-13-bare')).toMatchObject({ Fulfilment: { Phase: 'ImportFailed' } });
  });
});

describe('M-14', () => {
  it.each([
    ['a text', 'first'],
    ['a set', new Set(['first'])],
    ['a list', ['first']],
    ['nothing', undefined],
  ])('keeps old notes that are %s, and adds one that says when and by whom', async (kind, notes) => {
    const id = `m-14-${kind.replace(' ', '')}`;
    await putAsLibrary(test, id, notes === undefined ? {} : { Notes: notes });

    const record = await approve(test, id, { note: 'ok' });

    expect(record.status).toBe('Active');
    expect(record.notes.some((note) => /^\d{4}-\d\d-\d\dT[\d:.]+Z slack:T0MESH\/U0BEN: ok$/.test(note))).toBe(
      true,
    );
    const kept = await stored(test, id);
    expect(kept?.['Notes']).toBeInstanceOf(Set);
    expect([...(kept?.['Notes'] instanceof Set ? kept['Notes'] : [])].includes('first')).toBe(
      notes !== undefined,
    );
  });
});

async function makeSsoAdministrator(
  iam: ReturnType<TestMesh['clients']>['iam'],
  lakeFormation: ReturnType<TestMesh['clients']>['lakeFormation'],
  account: string,
): Promise<{ readonly role: string }> {
  const Statement = [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } },
  ];
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'AWSReservedSSO_Admin_ab12',
      Path: '/aws-reserved/sso.amazonaws.com/',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'AWSReservedSSO_Admin_ab12',
      PolicyName: 'All',
      PolicyDocument: JSON.stringify(everything),
    }),
  );
  const { DataLakeSettings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  const DataLakeAdmins = [
    ...(DataLakeSettings?.DataLakeAdmins ?? []),
    { DataLakePrincipalIdentifier: Role?.Arn ?? '' },
  ];
  await lakeFormation.send(
    new PutDataLakeSettingsCommand({ DataLakeSettings: { ...DataLakeSettings, DataLakeAdmins } }),
  );
  return { role: Role?.Arn ?? '' };
}
