import { expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const { laptop, ana, bo } = onALaptop();

function told(person: SlackPerson, part: string) {
  return eventually(
    async () => (await person.dm()).messages.find(({ text }) => text.includes(part)),
    `${person.user} reads "${part}"`,
  );
}

it('F4 asks only for what the team does not have yet, and says so', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const first = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card');
  await bo.action({ channel: CHANNELS.sales, ts: first.ts, action_id: 'mesh.approve' });
  await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');

  await ask(ana, CHANNELS.analytics, { tables: ['orders', 'customers'] });

  await told(ana, 'Analytics already has orders. Your request was sent for customers only.');
  const pending = (await subscriptions(laptop)).filter(({ Status }) => Status === 'Pending');
  expect(pending.map(({ TableName }) => TableName)).toEqual([['customers']]);
});

it('shows what is held and what waits instead of asking twice', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders', 'customers'] });

  const answer = await told(
    ana,
    'No new request was needed: Analytics already has orders and has already asked for customers, which waits for a decision.',
  );
  expect(hasButton(answer, 'mesh.import')).toBe(true);
  expect(hasButton(answer, 'mesh.withdraw')).toBe(true);
  expect(await subscriptions(laptop)).toHaveLength(2);
});

it('shows the reason of a late denial before the same is asked again', async () => {
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.deny'), 'a card with Deny');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.deny' });
  const denial = await eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find(({ callback_id }) => callback_id === 'mesh.deny.reason'),
    'the denial',
  );
  await bo.submit(denial.id, { 'deny-reason': { 'mesh.deny.reason.text': 'Personal data, ask for less' } });
  await told(ana, 'was denied by');

  await ask(ana, CHANNELS.analytics, { tables: ['customers'] });

  const refused = await told(ana, 'Personal data, ask for less”. Say in your reason how that is addressed');
  await ana.closeViews();
  await ana.action({
    channel: (await ana.dm()).channel,
    ts: refused.ts,
    action_id: 'mesh.request.edit-draft',
  });
  const form = await ana.view();
  expect(JSON.stringify(form.blocks)).toContain('This was denied before.');
  await ana.submit(form.id, { reason: { 'mesh.request.reason': 'Only counts, no personal data' } });
  await card(bo, ({ text }) => text.includes('Only counts, no personal data'), 'the next card');
  const records = await subscriptions(laptop);
  const denied = records.find(({ Status }) => Status === 'Denied');
  expect(records.find(({ Status }) => Status === 'Pending')?.['Predecessor']).toBe(
    denied?.['SubscriptionId'],
  );
});
