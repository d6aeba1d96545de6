import { type AttributeValue, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DAY = 86_400;
const { laptop, ana, bo } = onALaptop({ isWarm: true });

const grantedFor = (table: string, seconds: number) =>
  granted(laptop, { requester: ana, approver: bo }, table, seconds);

async function recordOf(id: string): Promise<Record<string, unknown>> {
  return (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id) ?? {};
}

it('keeps an access to its end and takes it away right after, and tells both sides', async () => {
  const id = await grantedFor('orders', DAY);
  await moveClock(laptop, ana, DAY - 600);
  const warning = await eventually(
    async () => (await ana.dm()).messages.find(({ text }) => text.includes('ends in about 1 hour')),
    'a warning',
  );
  expect(hasButton(warning, 'mesh.extend')).toBe(true);
  await ana.action({ channel: (await ana.dm()).channel, ts: warning.ts, action_id: 'mesh.let-end' });
  await eventually(
    async () =>
      (await ana.dm()).messages.some(
        ({ ts, text }) => ts === warning.ts && text.includes('The team let it end'),
      ),
    'a warning that says what was chosen',
  );
  await eventually(
    async () =>
      (await ana.messages(CHANNELS.analytics)).some(({ text }) => text.includes('The team let it end')),
    'the same in the channel',
  );
  expect(await recordOf(id)).toMatchObject({ Status: 'Active' });

  await moveClock(laptop, ana, 901);

  await card(
    bo,
    ({ text }) => text.includes('orders') && text.includes('Every grant is confirmed gone'),
    'an ended card',
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  expect(await recordOf(id)).toMatchObject({ Status: 'Deleted', Fulfilment: { Phase: 'Revoked' } });
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes('The agreed time is over.')),
    'a DM that says why it ended',
  );
});

/** Writes into the record as anybody can who may write to the library's table. */
async function tamper(id: string, update: string, values?: Record<string, AttributeValue>): Promise<void> {
  await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb.send(
    new UpdateItemCommand({
      TableName: 'AwsDataMeshSubscriptions',
      Key: { SubscriptionId: { S: id } },
      UpdateExpression: update,
      ...(values ? { ExpressionAttributeValues: values } : {}),
    }),
  );
}

it('keeps to the end that was decided, whether somebody writes an earlier one into the record or takes it out', async () => {
  const id = await grantedFor('refunds', DAY);
  const decided = Number((await recordOf(id))['ExpiresAt']);
  await tamper(id, 'SET ExpiresAt = :soon', { ':soon': { N: String(decided - DAY + 1) } });
  await moveClock(laptop, ana, 301);
  await eventually(async () => Number((await recordOf(id))['ExpiresAt']) === decided, 'the decided end');
  expect(await recordOf(id)).toMatchObject({ Status: 'Active' });

  await tamper(id, 'REMOVE ExpiresAt');
  await moveClock(laptop, ana, DAY);

  await eventually(async () => (await recordOf(id))['Status'] === 'Deleted', 'an ended record');
  await eventually(async () => (await grantsOf(laptop, ACCOUNTS.analytics)).length === 0, 'no grants');
});
