import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { click, postSigned } from '../support/signed-request.ts';
import { eventually, type SlackMessage } from '../support/slack-person.ts';

const DAY = 86_400;
const { laptop, ana, bo } = onALaptop({ isWarm: true });

const grantedFor = (table: string, seconds: number) =>
  granted(laptop, { requester: ana, approver: bo }, table, seconds);

async function endOf(id: string): Promise<number> {
  const record = (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
  return Number(record?.['ExpiresAt']);
}

/** The newest message in a thread of the owner's channel that asks for more time for these tables. */
function extensionCard(table: string, words: string): Promise<SlackMessage> {
  return eventually(
    async () =>
      (await bo.messages(CHANNELS.sales))
        .toReversed()
        .find(({ threadTs, text }) => threadTs && text.includes(table) && text.includes(words)),
    `a thread message about ${table} with ${words}`,
  );
}

/** The access of another test may end in the same sweep, after this one. */
async function grantsOn(table: string): Promise<readonly string[]> {
  return (await grantsOf(laptop, ACCOUNTS.analytics)).filter((grant) => grant.includes(`.${table}:`));
}

it('asks for more time in a form, gives it from the old end, and ends at the new one', async () => {
  const id = await grantedFor('orders', DAY);
  const end = await endOf(id);
  const shown = await ana.answer(CHANNELS.analytics, `extend ${id}`, 'retail orders');
  await ana.action({ channel: CHANNELS.analytics, ts: shown.ts, action_id: 'mesh.extend' });
  const form = await eventually(
    async () =>
      (await ana.state()).views[PEOPLE.ana]?.find((view) => view.callback_id === 'mesh.extend.form'),
    'the form',
  );
  await ana.submit(form.id, {
    'extend-duration': { 'mesh.extend.duration': String(7 * DAY) },
    'extend-reason': { 'mesh.extend.reason': 'The report is late' },
  });
  const waiting = await extensionCard('orders', 'asks for 1 week more');
  expect(waiting.text).toContain('The report is late');
  expect(await endOf(id)).toBe(end);

  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.extension.approve' });

  await extensionCard('orders', `Extended by <@${PEOPLE.bo}>`);
  expect(await endOf(id)).toBe(end + 7 * DAY);
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes('was extended by 1 week')),
    'a DM',
  );
  const decided = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'extend');
  expect(decided).toEqual([expect.objectContaining({ ExpiresAt: end + 7 * DAY, MovedFrom: end })]);

  await moveClock(laptop, ana, DAY + 600);
  await ana.answer(CHANNELS.analytics, `status ${id}`, 'granted, not imported yet');
  await moveClock(laptop, ana, 7 * DAY);
  await eventually(async () => (await grantsOf(laptop, ACCOUNTS.analytics)).length === 0, 'no grants');
});

it('leaves the old end where the owner says no, and tells why', async () => {
  const id = await grantedFor('refunds', DAY);
  const end = await endOf(id);
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 2w`);
  const waiting = await extensionCard('refunds', 'asks for');
  await ana.answer(CHANNELS.analytics, `extend ${id} 30d`, 'asked for already');
  await ana.answer(CHANNELS.analytics, `extend ${id} a while`, '/mesh extend 7CgYRwnaaZZWSwa2YzLPFV 30d');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.extension.deny' });
  const form = await eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.extension.deny.reason'),
    'the form',
  );

  await bo.submit(form.id, { 'extension-note': { 'mesh.extension.note': 'A day is enough for this.' } });

  await eventually(
    async () =>
      (await ana.dm()).messages.some(
        ({ text }) => text.includes('was not extended') && text.includes('A day is enough for this.'),
      ),
    'a DM',
  );
  expect(await endOf(id)).toBe(end);
});

it('does not let an unanswered extension keep an access alive, and refuses a late answer', async () => {
  const id = await grantedFor('customers', DAY);
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 7 days`);
  const waiting = await extensionCard('customers', 'asks for 1 week more');

  await moveClock(laptop, ana, DAY + 600);
  await extensionCard('customers', 'Nobody answered before the access ended.');
  expect(await grantsOn('customers')).toEqual([]);

  const value = (waiting.blocks ?? [])
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id }) => action_id === 'mesh.extension.approve')?.value;
  await postSigned(
    laptop,
    click({
      user: PEOPLE.bo,
      channel: CHANNELS.sales,
      ts: waiting.ts,
      actionId: 'mesh.extension.approve',
      value: value ?? '',
    }),
  );

  await eventually(
    async () => (await bo.ephemerals()).some((text) => text.includes('has ended meanwhile')),
    'a refusal that says what to do',
  );
  expect(await grantsOn('customers')).toEqual([]);
});
