import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from '@jest/globals';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { SAMPLE_DATABASES } from '../../local/seed/sample-tables.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import { card, hasButton, openForm, REASON } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const SALES = `sales-${ACCOUNTS.sales}`;
const SHOPS = `shops-${ACCOUNTS.logistics}`;
const { laptop, ana, bo } = onALaptop();

/** A product of another owner in the domain of the sales team. */
async function publishShops(): Promise<void> {
  const credentials = laptop.seeded.admins.logistics;
  const { glue } = clientsFor(laptop.awsUrl, credentials);
  const bucket = SAMPLE_DATABASES.find(({ account }) => account === 'logistics')?.bucket ?? '';
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shops' } }));
  await glue.send(
    new CreateTableCommand({
      DatabaseName: 'shops',
      TableInput: {
        Name: 'shops',
        TableType: 'EXTERNAL_TABLE',
        Parameters: { classification: 'parquet' },
        StorageDescriptor: {
          Location: `s3://${bucket}/shops/shops/`,
          Columns: [{ Name: 'id', Type: 'bigint' }],
        },
      },
    }),
  );
  await new DataMeshProducer({
    dataMeshAccountId: ACCOUNTS.mesh,
    region: REGION,
    endpoint: laptop.awsUrl,
    credentials,
  }).createDataProducts({ sourceDatabaseName: 'shops', domain: 'retail', dataProductName: 'shops' });
}

it('asks every owner of a domain for their part, and tells the requester what went where', async () => {
  await publishShops();
  await moveClock(laptop, ana, 900);
  const form = await eventually(async () => {
    const { viewId } = await openForm(ana, CHANNELS.analytics);
    const { options } = await ana.options(viewId, 'mesh.request.product', 'whole domain');
    return Array.isArray(options) && options.length > 0 ? { viewId, domain: options[0] } : undefined;
  }, 'the domain among the options');
  expect(form.domain.text.text).toBe('retail (whole domain) · Logistics, Sales');
  await ana.action({
    view_id: form.viewId,
    action_id: 'mesh.request.product',
    value: form.domain.value,
  });
  const { blocks } = await ana.view();
  const tables = blocks.map(({ block_id }) => block_id ?? '').find((id) => id.startsWith('tables-')) ?? '';
  await ana.submit(form.viewId, {
    [tables]: { 'mesh.request.tables': ['*'] },
    permissions: { 'mesh.request.permissions': ['SELECT', 'DESCRIBE'] },
    reason: { 'mesh.request.reason': REASON },
  });

  const told = await eventually(
    async () =>
      [...(await ana.ephemerals()), ...(await ana.dm()).messages.map(({ text }) => text)].find((text) =>
        text.includes('Your request for the domain *retail*'),
      ),
    'one message about both parts',
  );
  const records = await subscriptions(laptop);
  expect(records.map(({ DatabaseName }) => DatabaseName).sort()).toEqual([SALES, SHOPS]);
  for (const { SubscriptionId } of records) {
    expect(told).toContain(`/mesh status ${SubscriptionId}`);
  }
  expect(told).toMatch(/\*Sales\*: .*orders/);
  expect(told).toContain('*Logistics*: shops');
});

it('shows the tables of a whole-database request of the library in Review, and grants those that stay ticked', async () => {
  await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb.send(
    new PutItemCommand({
      TableName: 'AwsDataMeshSubscriptions',
      Item: marshall({
        SubscriptionId: 'vytxeTZskVKR7C7WgdSP3d',
        OwnerPrincipal: ACCOUNTS.sales,
        SubscriberPrincipal: ACCOUNTS.finance,
        Status: 'Pending',
        DatabaseName: SALES,
        RequestedGrants: ['SELECT', 'DESCRIBE'],
        CreationDate: '2026-01-05 09:30:00',
        CreatedBy: `arn:aws:sts::${ACCOUNTS.finance}:assumed-role/DataMeshConsumer/session`,
      }),
    }),
  );
  const waiting = await card(
    bo,
    (message) => hasButton(message, 'mesh.review') && message.text.includes('Finance'),
    'a card for the whole database',
  );
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
  const form = await eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find(
        ({ callback_id, blocks }) =>
          callback_id === 'mesh.review.form' && JSON.stringify(blocks).includes('"customers"'),
      ),
    'the form with the tables of the database',
  );

  await bo.submit(form.id, { 'review-tables': { 'mesh.review.choice': ['orders'] } });

  await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  expect(await grantsOf(laptop, ACCOUNTS.finance)).toEqual([
    `${SALES}.orders: DESCRIBE`,
    `${SALES}.orders: SELECT`,
    `${SALES}: DESCRIBE`,
  ]);
});
