import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { click, postSigned } from '../support/signed-request.ts';
import { eventually, type SlackMessage, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
let laptop: Laptop;
let ana: SlackPerson;
let bo: SlackPerson;

beforeAll(async () => {
  laptop = await aLaptop();
  ana = slackPerson(laptop.url, PEOPLE.ana);
  bo = slackPerson(laptop.url, PEOPLE.bo);
  await moveClock(laptop, ana, 0);
});
afterAll(() => laptop?.close());

async function granted(table: string, duration: number): Promise<string> {
  await ask(ana, CHANNELS.analytics, { tables: [table], duration: String(duration) });
  const { ts } = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes(table),
    'a card with Approve',
  );
  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
  const record = await eventually(
    async () =>
      (await subscriptions(laptop)).find(
        ({ Status, TableName }) => Status === 'Active' && [...Object(TableName)].includes(table),
      ),
    'an active record',
  );
  return String(record['SubscriptionId']);
}

async function endOf(id: string): Promise<number> {
  const record = (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
  return Number(record?.['ExpiresAt']);
}

async function answerTo(person: SlackPerson, text: string, words: string) {
  const before = (await person.state()).ephemerals.length;
  await person.command(CHANNELS.analytics, `/mesh ${text}`);
  return eventually(
    async () =>
      (await person.state()).ephemerals
        .slice(before)
        .find((each) => each.user === person.user && each.text.includes(words)),
    `an answer to ${text} with ${words}`,
  );
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

it('asks for more time in a form, gives it from the old end, and ends at the new one', async () => {
  const id = await granted('orders', DAY);
  const end = await endOf(id);
  const shown = await answerTo(ana, `extend ${id}`, 'retail orders');
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
  await answerTo(ana, `status ${id}`, 'granted, not imported yet');
  await moveClock(laptop, ana, 7 * DAY);
  await eventually(async () => (await grantsOf(laptop, ACCOUNTS.analytics)).length === 0, 'no grants');
});

it('leaves the old end where the owner says no, and tells why', async () => {
  const id = await granted('refunds', DAY);
  const end = await endOf(id);
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 2w`);
  const waiting = await extensionCard('refunds', 'asks for');
  await answerTo(ana, `extend ${id} 30d`, 'asked for already');
  await answerTo(ana, `extend ${id} a while`, '/mesh extend 7CgYRwnaaZZWSwa2YzLPFV 30d');
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
  const id = await granted('customers', DAY);
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 7 days`);
  const waiting = await extensionCard('customers', 'asks for 1 week more');

  await moveClock(laptop, ana, DAY + 600);
  await extensionCard('customers', 'Nobody answered before the access ended.');
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);

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
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
});
