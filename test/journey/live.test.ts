import { CreateTableCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { expect, it } from '@jest/globals';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import { ask, card, hasButton, openForm } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackMessage } from '../support/slack-person.ts';
import { givePolicy } from '../support/team-policy.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;
const QUARTER = 900;
const { laptop, ana, bo } = onALaptop();

const record = async () => (await subscriptions(laptop))[0] ?? {};
const tablesOf = async () => [...Object((await record())['TableName'])].sort();

/** One more table of the same product, as a producer publishes it from its own machine. */
async function publish(table: string, parameters: Readonly<Record<string, string>> = {}): Promise<void> {
  const credentials = laptop.seeded.admins.sales;
  await clientsFor(laptop.awsUrl, credentials).glue.send(
    new CreateTableCommand({
      DatabaseName: 'sales',
      TableInput: {
        Name: table,
        TableType: 'EXTERNAL_TABLE',
        Parameters: { classification: 'parquet', ...parameters },
        StorageDescriptor: {
          Location: `s3://sample-sales-data/sales/${table}/`,
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
  }).createDataProducts({
    sourceDatabaseName: 'sales',
    tableNameRegex: table,
    domain: 'retail',
    dataProductName: 'retail orders',
  });
}

async function policies(): Promise<readonly string[]> {
  const { lakeFormation } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const { PrincipalResourcePermissions = [] } = await lakeFormation.send(
    new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY_TABLE' }),
  );
  return PrincipalResourcePermissions.flatMap(({ Principal, Resource }) =>
    Principal?.DataLakePrincipalIdentifier === ACCOUNTS.analytics
      ? (Resource?.LFTagPolicy?.Expression ?? []).map(({ TagKey, TagValues }) => `${TagKey}=${TagValues}`)
      : [],
  );
}

async function linked(): Promise<readonly (string | undefined)[]> {
  const { glue } = clientsFor(laptop.awsUrl, laptop.seeded.admins.analytics);
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: DATABASE }));
  return TableList.map(({ Name }) => Name).sort();
}

/** A message in a thread of the owner's channel. */
const inThread = (matches: (message: SlackMessage) => boolean, what: string) =>
  eventually(
    async () => (await bo.messages(CHANNELS.sales)).find((message) => message.threadTs && matches(message)),
    what,
  );

const threadOf = (part: string) => inThread(({ text }) => text.includes(part), `"${part}" in a thread`);

it('offers what is added later only where the owner allows it', async () => {
  await openForm(ana, CHANNELS.analytics);
  expect(JSON.stringify((await ana.view()).blocks)).not.toContain('and what is added later');

  await givePolicy(laptop, 'sales', { live: true });
  await moveClock(laptop, ana, QUARTER);

  await eventually(async () => {
    await openForm(ana, CHANNELS.analytics);
    const { blocks } = await ana.view();
    await ana.closeViews();
    return JSON.stringify(blocks).includes('and what is added later');
  }, 'the choice in the form');
});

it('grants a product by its tags, and says on card and message that it is live', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['+'] });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  expect(waiting.text).toContain('Live: with what is added to the product retail orders later.');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });

  const granted = await card(bo, ({ text }) => text.includes('Granted 4 of 4 tables'), 'a granted card');
  expect(granted.text).toContain('Live: with what is added');
  expect(await policies()).toEqual([
    `mesh-product-${ACCOUNTS.sales}=${DATABASE}/retail orders`,
    `mesh-sensitivity-${ACCOUNTS.sales}=none`,
  ]);
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toContain(`${DATABASE}: DESCRIBE`);
  const dm = await eventually(
    async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.import')),
    'a DM with Import',
  );
  await ana.action({ channel: (await ana.dm()).channel, ts: dm.ts, action_id: 'mesh.import' });
  await eventually(async () => (await record())['ImportedToConsumer'] === true, 'the import');
});

it('takes in what is published into the product, and holds back what is more sensitive', async () => {
  const before = await tablesOf();
  await publish('invoices');
  await publish('salaries', { sensitivity: 'secret' });

  await moveClock(laptop, ana, QUARTER);

  await threadOf('*invoices* joined retail orders');
  await threadOf('*salaries* joined retail orders with another sensitivity');
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes('*invoices* was added')),
    'a DM that names the new table',
  );
  expect(await tablesOf()).toEqual([...before, 'invoices'].sort());
  expect(await linked()).toEqual([...before, 'invoices'].sort());

  const { ts } = await inThread(
    (message) => hasButton(message, 'mesh.follow.share'),
    'a message with a button',
  );
  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.follow.share' });
  const asked = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes('salaries'),
    'a card for what is held back',
  );
  expect(asked.text).not.toContain('Live:');
});

it('ends as a whole', async () => {
  const id = String(
    (await subscriptions(laptop)).find(({ ByTag }) => ByTag !== undefined)?.['SubscriptionId'],
  );
  await bo.command(CHANNELS.sales, `/mesh revoke ${id}`);
  const answer = await eventually(
    async () =>
      (await bo.state()).ephemerals.findLast(
        ({ user, blocks }) => user === PEOPLE.bo && JSON.stringify(blocks).includes('mesh.revoke'),
      ),
    'an answer with the button',
  );
  await bo.action({ channel: CHANNELS.sales, ts: answer.ts, action_id: 'mesh.revoke' });
  const form = await eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find(
        ({ callback_id, blocks }) => callback_id === 'mesh.revoke.reason' && blocks.length > 1,
      ),
    'the form',
  );
  await bo.submit(form.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The project is over' } });

  await eventually(
    async () =>
      (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id)?.['Status'] ===
      'Deleted',
    'the end',
  );
  expect(await policies()).toEqual([]);
});
