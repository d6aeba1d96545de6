import { expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DAY = 86_400;
const { laptop, ana, bo } = onALaptop();

it('asks for 90 days, is given a week, and everybody reads when it ends', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'], duration: String(90 * DAY) });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  expect(waiting.text).toContain('For 90 days, counted from the approval.');

  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
  const form = await eventually(
    async () => (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.review.form'),
    'the review form',
  );
  const offered = JSON.stringify(form.blocks);
  expect(offered).toContain('As asked for: 90 days');
  expect(offered).not.toContain('1 year');
  const clicked = Math.floor(Date.now() / 1000);
  await bo.submit(form.id, { 'review-duration': { 'mesh.review.choice': String(7 * DAY) } });

  const granted = await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  const [record] = await subscriptions(laptop);
  const end = Number(record?.['ExpiresAt']);
  expect(end).toBeGreaterThanOrEqual(clicked + 7 * DAY);
  expect(end).toBeLessThan(clicked + 8 * DAY);
  expect(granted.text).toContain(`Ends <!date^${end}^`);
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes(`Ends <!date^${end}^`)),
    'a DM with the end',
  );
});

/** `YYYY-MM-DD`, so many days from today in UTC. */
function day(ahead: number): string {
  return new Date(Date.now() + ahead * DAY * 1000).toISOString().slice(0, 10);
}

function endOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 1000 + DAY;
}

it('asks until a date, keeps it however long the decision takes, and ends with that day in UTC', async () => {
  const last = day(20);
  await ask(ana, CHANNELS.analytics, { tables: ['customers'], until: last });
  const waiting = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
    'a card with Approve',
  );
  expect(waiting.text).toContain(`Ends <!date^${endOf(last)}^`);

  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });

  await card(
    bo,
    ({ ts, text }) => ts === waiting.ts && text.includes('Granted 1 of 1 tables'),
    'a granted card',
  );
  const record = (await subscriptions(laptop)).find(({ TableName }) => String(TableName) === 'customers');
  expect(record).toMatchObject({ Status: 'Active', ExpiresAt: endOf(last) });
});

it('lets the owner end it on an earlier day, and on no later one than was asked for', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['refunds'], until: day(20) });
  const waiting = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes('refunds'),
    'a card with Approve',
  );
  const review = async (until: string) => {
    await bo.closeViews();
    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
    const form = await eventually(
      async () =>
        (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.review.form'),
      'the review form',
    );
    expect(JSON.stringify(form.blocks)).toContain(`As asked for: until ${day(20)}`);
    return bo.submit(form.id, { 'review-until': { 'mesh.review.choice': until } });
  };

  const past = await review(day(-1));
  expect(past['errors']).toEqual({ 'review-until': expect.stringContaining('is over') });
  await review(day(30));
  await eventually(
    async () =>
      [...(await bo.ephemerals()), ...(await bo.dm()).messages.map(({ text }) => text)].some((text) =>
        text.includes('does not ask for access that long'),
      ),
    'a private refusal',
  );
  await review(day(10));

  await card(
    bo,
    ({ ts, text }) => ts === waiting.ts && text.includes('Granted 1 of 1 tables'),
    'a granted card',
  );
  const record = (await subscriptions(laptop)).find(({ TableName }) => String(TableName) === 'refunds');
  expect(record?.['ExpiresAt']).toBe(endOf(day(10)));
});

it('answers a day that is over at its field', async () => {
  const sent = await ask(ana, CHANNELS.analytics, { tables: ['order_items'], until: day(-1) });

  expect(Object.values(Object(sent['errors']))).toEqual([expect.stringContaining('This day is over')]);
});
