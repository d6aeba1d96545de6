import { DisassociateResourceShareCommand, GetResourceSharesCommand } from '@aws-sdk/client-ram';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const HOUR = 3600;
const DATABASE = `sales-${ACCOUNTS.sales}`;

const { laptop, ana, bo } = onALaptop();

const inDm = (text: string) =>
  eventually(
    async () => (await ana.dm()).messages.find((message) => message.text.includes(text)),
    `a DM with ${text}`,
  );

/** Sessions end when the clock moves by hours: what is on its way has to arrive before. */
const arrived = () =>
  eventually(
    async () =>
      (await itemsOf(laptop, 'AwsDataMeshSlack'))
        .filter(({ pk }) => String(pk).startsWith('message#'))
        .every(({ PostedTs }) => PostedTs !== undefined),
    'every message to be written down as shown',
  );

const isImported = () =>
  eventually(
    async () => (await subscriptions(laptop)).some((record) => record['ImportedToConsumer'] === true),
    'the import',
  );

it('tells those who have an access that the invitation to it ends soon, once', async () => {
  await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * 24 * HOUR);
  await inDm('was approved by');
  await arrived();

  await moveClock(laptop, ana, 10 * HOUR);
  const told = await inDm('AWS keeps its invitation open until');
  const inChannel = await card(
    ana,
    ({ text }) => text.includes('AWS keeps its invitation open until'),
    'the same for the team',
    CHANNELS.analytics,
  );

  expect([hasButton(told, 'mesh.import'), hasButton(inChannel, 'mesh.import')]).toEqual([true, true]);
});

it('offers the owner a new invitation once it is over, and says so to who wants to import', async () => {
  await arrived();
  await moveClock(laptop, ana, 3 * HOUR);
  const owners = await card(
    bo,
    (message) => hasButton(message, 'mesh.share-again'),
    'a message with a button for a new invitation',
  );
  expect(owners.text).toContain('*Analytics* was given orders of');
  await inDm('was granted and not imported');
  const { channel } = await ana.dm();
  const { ts } = await inDm('AWS keeps its invitation open until');

  await ana.action({ channel, ts, action_id: 'mesh.import' });
  await eventually(
    async () => (await ana.ephemerals()).some((text) => text.includes('has expired. The owner has to send')),
    'an answer why it cannot be imported',
  );
  await ana.action({ channel: CHANNELS.sales, ts: owners.ts, action_id: 'mesh.share-again' });
  await eventually(
    async () => (await ana.ephemerals()).some((text) => text.includes('Only approvers of Sales')),
    'a refusal',
  );
});

it('sends it by the click of an approver, and what was decided stays as it was', async () => {
  const held = await grantsOf(laptop, ACCOUNTS.analytics);
  const { ts } = await card(bo, (message) => hasButton(message, 'mesh.share-again'), 'the button');

  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.share-again' });
  const told = await inDm('had AWS send a new invitation for orders');

  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
  await ana.action({ channel: (await ana.dm()).channel, ts: told.ts, action_id: 'mesh.import' });
  await isImported();
});

it('finds by drift that the account left the share, and invites it by Repair', async () => {
  await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
  const { ram } = clientsFor(laptop.awsUrl, laptop.seeded.admins.analytics);
  const { resourceShares = [] } = await ram.send(
    new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
  );
  for (const { resourceShareArn } of resourceShares) {
    await ram.send(
      new DisassociateResourceShareCommand({ resourceShareArn, principals: [ACCOUNTS.analytics] }),
    );
  }

  const report = await bo.answer(
    CHANNELS.sales,
    'drift sales',
    `Analytics was given ${DATABASE}.orders, and no share brings it`,
  );
  await bo.action({ channel: CHANNELS.sales, ts: report.ts, action_id: 'mesh.drift.repair' });
  await eventually(
    async () => (await bo.ephemerals()).some((text) => text.startsWith('Mended (repair)')),
    'an answer that it is mended',
  );

  const told = await eventually(
    async () =>
      (await ana.dm()).messages.filter(({ text }) => text.includes('had AWS send a new invitation')).at(1),
    'a second invitation',
  );
  await ana.action({ channel: (await ana.dm()).channel, ts: told.ts, action_id: 'mesh.import' });
  await isImported();
  await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
});
