import type * as sdk from '@aws-sdk/client-glue';
import { CreateDatabaseCommand, CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import {
  BatchRevokePermissionsCommand,
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GrantPermissionsCommand,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { toWire } from '../../../src/mesh/aws/lake-formation.ts';
import { createLakeSettings } from '../../../src/mesh/aws/lake-settings.ts';
import { createTagger } from '../../../src/mesh/aws/lf-tags.ts';
import { collect, paged } from '../../../src/mesh/aws/pages.ts';
import { createClock } from '../../../src/mesh/aws/patience.ts';
import { meshPlace, roleArn, serviceRoleArn, tableArn } from '../../../src/mesh/names.ts';
import { withReader } from '../../../src/mesh/policies/bucket-policy.ts';
import { sessionName } from '../../../src/mesh/session-name.ts';
import { bucketPolicy, grantsOf } from '../support/observe.ts';
import { approve, ask, endAll, stored } from '../support/requests.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  PRODUCER,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers', 'refunds']);
  await test.clients(MESH).lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${MESH}:user/administrator` },
      Resource: { Database: { Name: DATABASE } },
      Permissions: ['CREATE_TABLE'],
    }),
  );
});
afterEach(async () => {
  test.aws.faults.clear();
  test.hook = () => undefined;
  await endAll(test);
});
afterAll(() => test?.close());

const clock = createClock(() => new Date(), undefined);
/** Adds something to the producer's mesh database, as the mesh's administrator. */
const meshTable = (TableInput: sdk.TableInput & { readonly Name: string }) =>
  test
    .clients(MESH)
    .glue.send(
      new CreateTableCommand({ DatabaseName: DATABASE, TableInput: { Owner: PRODUCER, ...TableInput } }),
    );
const dropTable = (Name: string) =>
  test.clients(MESH).glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name }));

describe('X-01', () => {
  it('repeats what another change got in the way of, thrown or inside the answer, and only that', async () => {
    await ask(test, 'x-01', { tables: ['orders', 'customers'] });
    const operation = 'lakeformation:BatchGrantPermissions';
    test.aws.faults.inject({ operation, kind: 'error', code: 'ConcurrentModificationException', count: 1 });
    test.aws.faults.inject({ operation, kind: 'entry', code: 'ConcurrentModificationException', count: 1 });
    test.calls.length = 0;

    const record = await approve(test, 'x-01');

    const entries = test.calls
      .filter((call) => call.operation === 'BatchGrantPermissions')
      .map(({ input }) => JSON.stringify(input).split('"Id"').length - 1);
    expect(record.status).toBe('Active');
    expect(entries).toEqual([5, 5, 1]);
  });

  it('believes Lake Formation and not a lost answer: a grant that works is not called failed', async () => {
    await ask(test, 'x-01-lost');
    test.aws.faults.inject({ operation: 'lakeformation:BatchGrantPermissions', kind: 'drop', count: 1 });

    const record = await approve(test, 'x-01-lost');

    expect(record.status).toBe('Active');
  });

  it('gives up in the end, and leaves a request that the same job can finish', async () => {
    await ask(test, 'x-01-always');
    test.aws.faults.inject({
      operation: 'lakeformation:BatchGrantPermissions',
      kind: 'error',
      code: 'ConcurrentModificationException',
    });
    await expect(approve(test, 'x-01-always')).rejects.toMatchObject({ code: 'AWS_BUSY', retryable: true });
    test.aws.faults.clear();

    const record = await approve(test, 'x-01-always');

    expect(record.status).toBe('Active');
  }, 60_000);
});

describe('X-02', () => {
  it('grants SELECT on all columns and the rest on the table, each with only its own grant options', () => {
    const entries = toWire(MESH, CONSUMER, DATABASE, {
      table: 'orders',
      permissions: ['SELECT', 'DESCRIBE', 'ALTER'],
      grantable: ['DESCRIBE'],
    });

    expect(entries).toEqual([
      expect.objectContaining({
        Resource: { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' } },
        Permissions: ['DESCRIBE', 'ALTER'],
        PermissionsWithGrantOption: ['DESCRIBE'],
      }),
      expect.objectContaining({ Permissions: ['SELECT'], PermissionsWithGrantOption: [] }),
    ]);
  });

  it('finds both parts again when it looks, and revokes both', async () => {
    await ask(test, 'x-02', { permissions: ['SELECT', 'DESCRIBE', 'ALTER'] });

    const record = await approve(test, 'x-02', { grantable: ['DESCRIBE'] });

    expect(record.status).toBe('Active');
    expect(await grantsOf(test, CONSUMER)).toEqual([
      '*: DESCRIBE',
      'orders: ALTER',
      'orders: DESCRIBE+',
      'orders: SELECT',
    ]);
    await endAll(test);
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });
});

describe('X-03', () => {
  it('adds an administrator once and leaves everything else of the settings as it was', async () => {
    const { lakeFormation } = test.clients(OTHER_CONSUMER);
    const { DataLakeSettings: before } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
    const rich = {
      ...before,
      TrustedResourceOwners: [PRODUCER],
      AllowExternalDataFiltering: true,
      Parameters: { CROSS_ACCOUNT_VERSION: '4' },
    };
    await lakeFormation.send(new PutDataLakeSettingsCommand({ DataLakeSettings: rich }));
    const settings = createLakeSettings(lakeFormation, OTHER_CONSUMER, clock);
    const role = `arn:aws:iam::${OTHER_CONSUMER}:role/AwsDataMesh/DataMeshConsumer`;

    await settings.ensure({ administrators: [role], closeNewTables: false });
    await settings.ensure({ administrators: [role], closeNewTables: false });

    const { DataLakeSettings: after } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
    expect(after?.DataLakeAdmins).toEqual([
      ...(before?.DataLakeAdmins ?? []),
      { DataLakePrincipalIdentifier: role },
    ]);
    expect({ ...after, DataLakeAdmins: [] }).toMatchObject({ ...rich, DataLakeAdmins: [] });
  });
});

describe('X-04', () => {
  it('refuses a link and names what it points to', async () => {
    await meshTable({
      Name: 'orders_link',
      TargetTable: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' },
    });
    await test.clients(MESH).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: {
          DataLakePrincipalIdentifier: roleArn({ partition: 'aws' }, MESH, 'DataMeshAdminReadOnly'),
        },
        Resource: { Table: { DatabaseName: DATABASE, Name: 'orders_link' } },
        Permissions: ['DESCRIBE'],
      }),
    );

    await expect(ask(test, 'x-04', { tables: ['orders_link'] })).rejects.toMatchObject({
      code: 'LINK_REQUESTED',
    });

    await dropTable('orders_link');
  });

  it('names the table that is still open to whoever IAM allows, and grants nothing on it', async () => {
    const open = {
      Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
      Resource: { Table: { DatabaseName: DATABASE, Name: 'refunds' } },
    };
    await test
      .clients(MESH)
      .lakeFormation.send(new GrantPermissionsCommand({ ...open, Permissions: ['ALL'] }));
    await ask(test, 'x-04-open', { tables: ['refunds'] });

    const record = await approve(test, 'x-04-open');

    expect(record.status).toBe('Pending');
    expect(record.fulfilment?.tables['refunds']?.cause?.message).toMatch(
      /refunds is still open to everybody/,
    );
    await test
      .clients(MESH)
      .lakeFormation.send(
        new BatchRevokePermissionsCommand({ Entries: [{ Id: '1', ...open, Permissions: ['ALL'] }] }),
      );
  });
});

describe('X-05', () => {
  it('foresees that the bucket policy would be too large, and grants nothing', async () => {
    const before = (await bucketPolicy(test)) ?? '{}';
    const statement = (index: number) => ({
      Sid: `Foreign${index}`,
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::p-data/${'x'.repeat(300)}${index}/*`,
      Condition: { StringEquals: { 'aws:PrincipalAccount': PRODUCER } },
    });
    const policy = JSON.parse(before);
    for (let index = 0; Buffer.byteLength(JSON.stringify(policy)) < 19_900; index += 1) {
      policy.Statement.push(statement(index));
    }
    await test
      .clients(PRODUCER)
      .s3.send(new PutBucketPolicyCommand({ Bucket: 'p-data', Policy: JSON.stringify(policy) }));
    await ask(test, 'x-05');

    const record = await approve(test, 'x-05');

    expect(record.fulfilment).toMatchObject({ phase: 'GrantFailed', cause: { code: 'BUCKET_POLICY_FULL' } });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    await test.clients(PRODUCER).s3.send(new PutBucketPolicyCommand({ Bucket: 'p-data', Policy: before }));
  });

  it.each([true, false])(
    'loses no principal when two approvals change one bucket at once (leases: %s)',
    async (leases) => {
      const ids = [`x-05-c-${leases}`, `x-05-d-${leases}`];
      await ask(test, ids[0] ?? '', { subscriber: CONSUMER });
      await ask(test, ids[1] ?? '', { subscriber: OTHER_CONSUMER });
      test.aws.faults.inject({ operation: 's3:GetBucketPolicy', kind: 'slow', ms: 50 });

      await Promise.all(
        ids.map((id) =>
          test.mesh({ actor: BEN, leases }).approve({ subscriptionId: id, by: BEN, job: `approve-${id}` }),
        ),
      );

      const policy = await bucketPolicy(test);
      expect(policy).toContain(`${CONSUMER}:role/aws-service-role`);
      expect(policy).toContain(`${OTHER_CONSUMER}:role/aws-service-role`);
    },
    60_000,
  );

  it('joins prefixes to their parents rather than outgrow the policy', () => {
    const prefixes = Array.from(
      { length: 400 },
      (_, index) => `sales/region_${index % 4}/table_with_a_long_name_${index}`,
    );

    const policy = withReader(
      undefined,
      { partition: 'aws', bucket: 'p-data' },
      serviceRoleArn({ partition: 'aws' }, CONSUMER),
      prefixes,
      { add: true },
    );

    expect(Buffer.byteLength(policy ?? '')).toBeLessThanOrEqual(20_480);
    expect(policy).toContain('arn:aws:s3:::p-data/sales/region_3/*');
    expect(policy).not.toContain('arn:aws:s3:::p-data/*');
  });
});

describe('X-06', () => {
  it('imports without an invitation where the share is simply there, as inside an organisation', async () => {
    await ask(test, 'x-06');
    await approve(test, 'x-06');
    await test.mesh().importSubscription({ subscriptionId: 'x-06', by: ANA, job: 'import-1' });
    await ask(test, 'x-06-more', { tables: ['customers'] });
    await approve(test, 'x-06-more');
    test.calls.length = 0;

    const record = await test
      .mesh()
      .importSubscription({ subscriptionId: 'x-06-more', by: ANA, job: 'import-2' });

    expect(record.imported).toBe(true);
    expect(test.calls.filter(({ operation }) => operation === 'AcceptResourceShareInvitation')).toEqual([]);
  });

  it('names the missing action when RAM denies', async () => {
    await ask(test, 'x-06-denied');
    await approve(test, 'x-06-denied');
    test.aws.faults.inject({
      operation: 'ram:GetResourceShares',
      kind: 'error',
      code: 'AccessDeniedException',
      message: 'User is not authorized to perform: ram:GetResourceShares',
    });

    await expect(
      test.mesh().importSubscription({ subscriptionId: 'x-06-denied', by: ANA, job: 'import' }),
    ).rejects.toMatchObject({
      userMessage: expect.stringContaining('ram:GetResourceShares'),
    });

    expect(await stored(test, 'x-06-denied')).not.toHaveProperty('ImportedToConsumer');
  });
});

describe('X-07', () => {
  it('knows one request by whatever case and blanks it is typed with', async () => {
    const first = await ask(test, 'x-07');

    const again = await ask(test, 'x-07-again', {
      database: ` ${DATABASE.toUpperCase()}`,
      tables: ['ORDERS '],
    });

    expect(again.id).toBe(first.id);
  });

  it('takes dots and hyphens as part of a name, and refuses more than 255 bytes before any call', async () => {
    const place = meshPlace(MESH, 'us-east-1');
    test.calls.length = 0;

    await expect(ask(test, 'x-07-long', { tables: ['x'.repeat(256)] })).rejects.toMatchObject({
      code: 'BAD_NAME',
    });

    expect(test.calls).toEqual([]);
    expect(tableArn(place, DATABASE, 'v1.orders-daily')).toBe(
      `arn:aws:glue:us-east-1:${MESH}:table/${DATABASE}/v1.orders-daily`,
    );
  });
});

describe('X-08', () => {
  it('grants views and tables without a location in the catalog, and touches no bucket for them', async () => {
    const grantReadOnly = (Name: string) =>
      test.clients(MESH).lakeFormation.send(
        new GrantPermissionsCommand({
          Principal: {
            DataLakePrincipalIdentifier: roleArn({ partition: 'aws' }, MESH, 'DataMeshAdminReadOnly'),
          },
          Resource: { Table: { DatabaseName: DATABASE, Name } },
          Permissions: ['DESCRIBE'],
        }),
      );
    const grantProducer = (Name: string) =>
      test.clients(MESH).lakeFormation.send(
        new GrantPermissionsCommand({
          Principal: {
            DataLakePrincipalIdentifier: roleArn(
              { partition: 'aws' },
              MESH,
              `DataMeshAdminProducer-${PRODUCER}`,
            ),
          },
          Resource: { Table: { DatabaseName: DATABASE, Name } },
          Permissions: ['ALL'],
          PermissionsWithGrantOption: ['ALL'],
        }),
      );
    await meshTable({ Name: 'v_orders', TableType: 'VIRTUAL_VIEW', ViewOriginalText: 'select 1' });
    await meshTable({ Name: 'ice', StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] } });
    for (const name of ['v_orders', 'ice']) {
      await grantReadOnly(name);
      await grantProducer(name);
    }
    await ask(test, 'x-08', { tables: ['orders', 'v_orders', 'ice'], permissions: ['DESCRIBE'] });
    test.calls.length = 0;

    const record = await approve(test, 'x-08');

    expect(record.status).toBe('Active');
    expect(test.calls.filter(({ operation }) => operation === 'PutBucketPolicy')).toHaveLength(1);
    await endAll(test);
    await dropTable('v_orders');
    await dropTable('ice');
  });
});

describe('X-09', () => {
  const pages = (list: readonly { readonly items?: readonly string[]; readonly token?: string | null }[]) => {
    let at = 0;
    return paged('things', async () => {
      const page = list[at] ?? { token: 'again' };
      at += 1;
      return { items: page.items, token: page.token };
    });
  };

  it('goes on after an empty page with a token, and ends at a null one', async () => {
    expect(
      await collect(
        pages([
          { items: [], token: 'a' },
          { items: ['x'], token: null },
        ]),
      ),
    ).toEqual(['x']);
  });

  it('ends with an error where the same token comes twice', async () => {
    await expect(collect(pages([{ items: [], token: 'again' }]))).rejects.toMatchObject({
      code: 'REPEATED_TOKEN',
    });
  });
});

describe('X-10', () => {
  it('names sessions by stable ids in the characters that STS takes', () => {
    const name = sessionName({
      kind: 'aws',
      arn: `arn:aws:iam::${MESH}:user/Zoë O'Neil (Ops) 🚀 ${'x'.repeat(80)}`,
    });

    expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(sessionName(ANA)).toBe('mesh-U0ANA-T0MESH');
  });

  it('takes chained roles for at most an hour, with the person in the first one’s source identity', async () => {
    await ask(test, 'x-10');
    test.calls.length = 0;

    await approve(test, 'x-10');

    const taken = test.calls.filter(
      ({ operation, input }) => operation === 'AssumeRole' && JSON.stringify(input).includes('AwsDataMesh'),
    );
    const inputs = taken.map(({ input }) => JSON.stringify(input));
    expect(inputs.length).toBeGreaterThan(0);
    expect(
      inputs.every((input) => input.includes('"DurationSeconds":3600') && input.includes('"Policy":')),
    ).toBe(true);
    expect(inputs.some((input) => input.includes('"SourceIdentity":"U0BEN@T0MESH"'))).toBe(true);
  });
});

describe('X-11', () => {
  it.each([
    ['cn-north-1', 'arn:aws-cn:'],
    ['us-gov-west-1', 'arn:aws-us-gov:'],
    ['eu-central-1', 'arn:aws:'],
  ])('makes the ARNs of %s in its partition', (region, start) => {
    const place = meshPlace(MESH, region);

    expect(
      [tableArn(place, 'd', 't'), roleArn(place, MESH, 'R'), serviceRoleArn(place, MESH)].every((arn) =>
        arn.startsWith(start),
      ),
    ).toBe(true);
  });

  it('reads and grants in the mesh’s catalog, also where the consumer has the same names', async () => {
    const { glue } = test.clients(OTHER_CONSUMER);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }));
    await glue.send(new CreateTableCommand({ DatabaseName: DATABASE, TableInput: { Name: 'orders' } }));
    test.calls.length = 0;

    await ask(test, 'x-11', { subscriber: OTHER_CONSUMER });
    await approve(test, 'x-11');

    const touched = test.calls.filter(
      ({ service, operation }) =>
        (service === 'glue' || service === 'lakeformation') && !/ResourcePolicy/.test(operation),
    );
    expect(touched.length).toBeGreaterThan(0);
    expect(touched.every(({ input }) => JSON.stringify(input).includes(`"CatalogId":"${MESH}"`))).toBe(true);
    await endAll(test);
    await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: 'orders' }));
  });
});

describe('X-12', () => {
  it('adds tag values fifty a call, and only those that are missing', async () => {
    const { lakeFormation } = test.clients(MESH);
    const tagger = createTagger(lakeFormation, MESH, clock);
    const values = Array.from({ length: 120 }, (_, index) => `value-${index}`);
    await createTagger(lakeFormation, MESH, clock).put(DATABASE, 'orders', { classification: ['value-0'] });
    test.calls.length = 0;

    await tagger.put(DATABASE, 'customers', { classification: values }).catch(() => undefined);

    const updates = test.calls
      .filter(({ operation }) => operation === 'UpdateLFTag')
      .map(({ input }) => JSON.stringify(input).split('"value-').length - 1);
    expect(updates).toEqual([50, 50, 19]);
    expect(
      (await lakeFormation.send(new GetLFTagCommand({ TagKey: 'classification' }))).TagValues,
    ).toHaveLength(120);
  });

  it('names the key of a tag that is full', async () => {
    test.aws.faults.inject({
      operation: 'lakeformation:UpdateLFTag',
      kind: 'error',
      code: 'ResourceNumberLimitExceededException',
    });
    const tagger = createTagger(test.clients(MESH).lakeFormation, MESH, clock);

    await expect(tagger.put(DATABASE, 'orders', { domain: ['one-more'] })).rejects.toMatchObject({
      code: 'TAG_FULL',
      userMessage: expect.stringContaining('domain'),
    });
  });
});

describe('X-13', () => {
  it('ends a subscription whose grants somebody else removed already', async () => {
    await ask(test, 'x-13', { tables: ['orders', 'customers'] });
    await approve(test, 'x-13');
    await test.clients(MESH).lakeFormation.send(
      new BatchRevokePermissionsCommand({
        CatalogId: MESH,
        Entries: toWire(MESH, CONSUMER, DATABASE, {
          table: 'orders',
          permissions: ['SELECT', 'DESCRIBE'],
          grantable: [],
        }).map((entry, index) => ({ Id: String(index), ...entry })),
      }),
    );

    const record = await test.mesh().revoke({ subscriptionId: 'x-13', by: BEN, job: 'revoke' });

    expect(record.status).toBe('Deleted');
  });

  it('stays active and names the table where a revoke is refused, and ends on the next try', async () => {
    await ask(test, 'x-13-denied');
    await approve(test, 'x-13-denied');
    test.aws.faults.inject({
      operation: 'lakeformation:BatchRevokePermissions',
      kind: 'entry',
      code: 'AccessDeniedException',
      count: 2,
    });

    const failed = await test.mesh().revoke({ subscriptionId: 'x-13-denied', by: BEN, job: 'revoke-1' });
    test.aws.faults.clear();
    const ended = await test.mesh().revoke({ subscriptionId: 'x-13-denied', by: BEN, job: 'revoke-2' });

    expect(failed).toMatchObject({ status: 'Active', fulfilment: { phase: 'RevokeFailed' } });
    expect(failed.fulfilment?.tables['orders']?.cause?.message).toContain('orders');
    expect(ended.status).toBe('Deleted');
  });
});
