import { GetDataLakeSettingsCommand, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { DataMeshAdmin } from '../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshConsumer } from '../../src/mesh/aws/library/data-mesh-consumer.ts';
import { DataMeshMacros } from '../../src/mesh/aws/library/data-mesh-macros.ts';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import { grantsOf, localTables } from '../mesh/support/observe.ts';
import {
  CONSUMER,
  DATABASE,
  MESH,
  makeSource,
  PRODUCER,
  REGION,
  startAccounts,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { missing, openRealLibrary, type RealLibrary } from './support/real-library.ts';

/** What every new account has: the library reads a source database that nobody granted it, since IAM alone decides there. */
async function allowByIam(test: TestMesh): Promise<void> {
  const { lakeFormation } = test.clients(PRODUCER);
  const { DataLakeSettings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  const byIam = [
    { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] },
  ];
  await lakeFormation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        ...DataLakeSettings,
        CreateDatabaseDefaultPermissions: byIam,
        CreateTableDefaultPermissions: byIam,
      },
    }),
  );
}

const Asked = z.object({ SubscriptionId: z.string() });
const SELECT_HELD = ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT'];
const BOTH_HELD = ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: INSERT', 'orders: SELECT'];

/** Two teams on one mesh, one with the Python library and one with this engine: each takes every second step of the other's work. */
const turns = (missing === undefined ? describe : describe.skip).each([
  { first: 'the library', isOurs: (step: number) => step % 2 === 1 },
  { first: 'we', isOurs: (step: number) => step % 2 === 0 },
]);

turns('from nothing to the end, where $first begin', ({ isOurs }) => {
  let test: TestMesh;
  let library: RealLibrary;
  let step = 0;
  beforeAll(async () => {
    test = await startAccounts();
    library = await openRealLibrary(test);
    await allowByIam(test);
    await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders']);
  });
  afterAll(async () => {
    await library?.close();
    await test?.close();
  });

  const options = (account: string) => ({
    dataMeshAccountId: MESH,
    region: REGION,
    endpoint: test.aws.url,
    credentials: test.admin(account),
  });
  /** The next step, by whoever's turn it is. */
  const next = <Ours, Theirs>(ours: () => Promise<Ours>, theirs: () => Promise<Theirs>) => {
    const mine = isOurs(step);
    step += 1;
    return mine ? ours() : theirs();
  };
  const admin = () => new DataMeshAdmin(options(MESH));
  const producer = () => new DataMeshProducer(options(PRODUCER));
  const consumer = () => new DataMeshConsumer(options(CONSUMER));
  const bootstrapOurselves = (accountType: 'producer' | 'consumer', account: string) =>
    new DataMeshMacros(options(MESH)).bootstrapAccount({
      accountType,
      meshCredentials: test.admin(MESH),
      accountCredentials: test.admin(account),
    });
  const bootstrap = (accountType: 'producer' | 'consumer', account: string) =>
    next(
      () => bootstrapOurselves(accountType, account),
      () =>
        library.call(accountType === 'producer' ? 'ProducerAdmin' : 'ConsumerAdmin', 'bootstrap_account', {
          account_type: accountType,
        }),
    );

  it('sets up, publishes, asks, approves, imports, lists, changes and ends', async () => {
    await next(
      () => admin().initializeMeshAccount(),
      () => library.call('Mesh', 'initialize_mesh_account'),
    );
    await bootstrap('producer', PRODUCER);
    await bootstrap('consumer', CONSUMER);
    const publish = () =>
      producer().createDataProducts({
        sourceDatabaseName: 'sales',
        domain: 'Retail',
        dataProductName: 'Orders',
      });
    await next(publish, async () => {
      // upstream-spec B17: it hands back to Glue what Glue gave it, today's fields too, and stops half-way; we go on from there.
      await expect(
        library.call('Producer', 'create_data_products', {
          source_database_name: 'sales',
          domain: 'Retail',
          data_product_name: 'Orders',
        }),
      ).rejects.toThrow(/Unknown parameter in TableInput/);
      // The library's policy of the producer's role lacks what we need there; the migration guide's third step brings it.
      await expect(publish()).rejects.toMatchObject({
        code: 'AWS_DENIED',
        message: expect.stringContaining('ram:GetResourceShares'),
      });
      await bootstrapOurselves('producer', PRODUCER);
      return publish();
    });
    const asked = await next(
      async () => {
        const [record] = await consumer().requestAccessToProduct({
          databaseName: DATABASE,
          tables: 'orders',
          requestPermissions: 'SELECT',
        });
        return { SubscriptionId: record?.id };
      },
      () =>
        library.call('Consumer', 'request_access_to_product', {
          owner_account_id: PRODUCER,
          database_name: DATABASE,
          tables: ['orders'],
          request_permissions: ['SELECT'],
        }),
    );
    const id = Asked.parse(asked).SubscriptionId;
    await next(
      () => producer().approveAccessRequest({ requestId: id, decisionNotes: 'welcome' }),
      () =>
        library.call('Producer', 'approve_access_request', {
          request_id: id,
          grant_permissions: ['SELECT'],
          decision_notes: 'welcome',
        }),
    );
    expect(await grantsOf(test, CONSUMER)).toEqual(SELECT_HELD);
    expect(await producer().getSubscription(id)).toMatchObject({ status: 'Active', tables: ['orders'] });

    await next(
      () => consumer().finalizeSubscription(id),
      () => library.call('Consumer', 'finalize_subscription', { subscription_id: id }),
    );
    expect(await localTables(test, CONSUMER)).toContain('orders');
    expect(await library.call('Consumer', 'list_product_access')).toMatchObject({
      Subscriptions: [{ SubscriptionId: id }],
    });
    expect(await consumer().listProductAccess()).toMatchObject([{ id, status: 'Active', imported: true }]);

    await next(
      () =>
        producer().updateSubscriptionPermissions({
          subscriptionId: id,
          grantPermissions: ['SELECT', 'INSERT'],
          notes: 'may write',
        }),
      () =>
        library.call('Producer', 'update_subscription_permissions', {
          subscription_id: id,
          grant_permissions: ['SELECT', 'INSERT', 'DESCRIBE'],
          notes: 'may write',
        }),
    );
    expect(await grantsOf(test, CONSUMER)).toEqual(BOTH_HELD);
    expect((await producer().getSubscription(id))?.permitted.toSorted()).toEqual([
      'DESCRIBE',
      'INSERT',
      'SELECT',
    ]);
    expect(await library.call('Producer', 'get_subscription', { request_id: id })).toMatchObject({
      Status: 'Active',
    });

    await producer().deleteSubscription({ subscriptionId: id, reason: 'over' });

    expect(await grantsOf(test, CONSUMER)).toEqual([]);
    expect(await library.call('Consumer', 'list_product_access')).toEqual({ Subscriptions: [] });
  }, 400_000);
});
