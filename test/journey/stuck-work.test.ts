import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const HOUR = 3600;
const TableName = 'AwsDataMeshSubscriptions';
const { laptop, ana, bo } = onALaptop({ isWarm: true });

const dynamodb = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb;

async function record(): Promise<Record<string, unknown>> {
  return (await subscriptions(laptop))[0] ?? {};
}

it('tells the requester of an import that nobody did for a day, where no invitation has ended by then', async () => {
  const { status } = await fetch(new URL('/_sim/settings', laptop.awsUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ organisations: [[ACCOUNTS.mesh, ACCOUNTS.analytics]] }),
  });
  expect(status).toBe(200);
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const { ts } = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
  await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');

  await moveClock(laptop, ana, 24 * HOUR + 60);

  const told = await eventually(
    async () => (await ana.dm()).messages.find(({ text }) => text.includes('is not imported yet')),
    'a DM',
  );
  expect(hasButton(told, 'mesh.import')).toBe(true);
});

it('ends what the library marked as ended with a bare record over standing grants', async () => {
  const { SubscriptionId } = await record();
  await dynamodb().send(
    new PutItemCommand({
      TableName,
      Item: marshall({
        SubscriptionId,
        OwnerPrincipal: ACCOUNTS.sales,
        SubscriberPrincipal: ACCOUNTS.analytics,
        Status: 'Deleted',
        DatabaseName: `sales-${ACCOUNTS.sales}`,
        TableName: ['orders'],
        RequestedGrants: ['SELECT'],
        CreationDate: new Date(laptop.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
        CreatedBy: `arn:aws:sts::${ACCOUNTS.mesh}:assumed-role/DataMeshAdminConsumer-${ACCOUNTS.analytics}/session`,
      }),
    }),
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).not.toEqual([]);

  await moveClock(laptop, ana, 301);

  await eventually(async () => (await grantsOf(laptop, ACCOUNTS.analytics)).length === 0, 'no grants');
});
