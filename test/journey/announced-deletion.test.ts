import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { atSomeTick, moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackView } from '../support/slack-person.ts';

const DAY = 86_400;
const DATABASE = `sales-${ACCOUNTS.sales}`;
const { laptop, ana, bo } = onALaptop({ isWarm: true });

const dayIn = (days: number): string =>
  new Date(laptop.clock.now() + days * DAY * 1000).toISOString().slice(0, 10);
const endOf = (day: string): number => Date.parse(`${day}T23:59:59Z`) / 1000;
const recordOf = async (id: string): Promise<Record<string, unknown>> =>
  (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id) ?? {};

/** The delete form of Bo's product, once it says this. */
async function form(words: string): Promise<SlackView> {
  await bo.closeViews();
  await bo.command(CHANNELS.sales, `/mesh product delete ${DATABASE}`);
  return eventually(async () => {
    const view = await bo.view();
    return JSON.stringify(view).includes(words) && view;
  }, `a form with ${words}`);
}

async function announce(day: string, reason: string): Promise<void> {
  const { id } = await form('You can announce its last day');
  await bo.submit(id, {
    'product-end': { 'mesh.product.end': day },
    'product-end-reason': { 'mesh.product.delete.confirm': reason },
  });
}

const anaReads = (words: string) =>
  eventually(
    async () => (await ana.dm()).messages.find(({ text }) => text.includes(words)),
    `a DM with ${words}`,
  );

let access: string;
let before: unknown;

it('announces the last day: moves later ends to it, denies what waits, tells everybody, and lets nobody ask any more', async () => {
  access = await granted(laptop, { requester: ana, approver: bo }, 'orders', 90 * DAY);
  before = (await recordOf(access))['ExpiresAt'];
  await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
  await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
    'a request',
  );

  const { id: today } = await form('You can announce its last day');
  const refused = await bo.submit(today, { 'product-end': { 'mesh.product.end': dayIn(0) } });
  expect(refused['errors']).toEqual({ 'product-end': expect.stringContaining('from tomorrow on') });
  await announce(dayIn(20), 'Use *orders_v2* of the same team');

  await anaReads('leaves the mesh');
  await eventually(
    async () => (await ana.messages(CHANNELS.analytics)).some(({ text }) => text.includes('leaves the mesh')),
    'the same in the channel of the team',
  );
  await anaReads('takes this product out of the mesh');
  expect((await recordOf(access))['ExpiresAt']).toBe(endOf(dayIn(20)));
  await eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes(`<@${PEOPLE.bo}> announced that`)),
    'news in the channel of the owners',
  );
  await ana.answer(CHANNELS.analytics, 'find retail', 'leaves the mesh');
  await bo.answer(CHANNELS.sales, 'products', 'Leaves the mesh');
  const sent = await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
  expect(JSON.stringify(sent['errors'])).toContain('nobody can ask for it any more');
});

it('lets no access be extended beyond it', async () => {
  await ana.closeViews();
  await ana.command(CHANNELS.analytics, `/mesh extend ${access} 90d`);

  await eventually(
    async () => (await ana.ephemerals()).some((text) => text.includes('no access goes on after that')),
    'a refusal with the reason',
  );
});

it('takes it back: the old end comes back, and people can ask again', async () => {
  const { id } = await form('as was announced');
  await bo.submit(id, {});

  await anaReads('stays in the mesh after all');
  await eventually(async () => (await recordOf(access))['ExpiresAt'] === before, 'the old end');
  await ana.closeViews();
  await ask(ana, CHANNELS.analytics, { tables: ['refunds'] });
  const asked = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes('refunds'),
    'a request',
  );
  expect(asked.text).toContain('refunds');
});

it('takes the announcement of the command line too, and carries it out at the next tick', async () => {
  const asProducer = laptopCli(laptop, 'Mesh', 'Producer');
  const cli = (...argv: string[]) => asProducer('delete-data-product', '--database-name', DATABASE, ...argv);
  const day = dayIn(30);

  const both = await cli('--announce', day, '--keep');
  const announced = await cli('--announce', day);
  const endsAt = async () => (await recordOf(access))['ExpiresAt'];
  await atSomeTick(laptop, async () => (await endsAt()) === endOf(day), 'the announced end');
  const kept = await cli('--keep');
  await atSomeTick(laptop, async () => (await endsAt()) === before, 'the old end');

  expect(both.err).toContain('Give --announce <day> or --keep alone');
  expect(announced.out).toContain(`leaves the mesh at the end of ${day}`);
  expect(kept.out).toContain('stays in the mesh');
});

it('ends every access on the day and takes the product out of the mesh, with no word from anybody', async () => {
  await announce(dayIn(2), '');
  await eventually(
    async () => (await recordOf(access))['ExpiresAt'] === endOf(dayIn(2)),
    'the end on the announced day',
  );
  await moveClock(laptop, ana, 3 * DAY);

  await atSomeTick(laptop, async () => (await recordOf(access))['Status'] === 'Deleted', 'an ended access');
  await atSomeTick(
    laptop,
    async () =>
      (await bo.messages(CHANNELS.sales)).some(({ text }) =>
        text.includes('left the mesh, as was announced'),
      ),
    'news that it is gone',
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  const before = (await ana.ephemerals()).length;
  await eventually(async () => {
    await ana.command(CHANNELS.analytics, '/mesh find retail');
    return (await ana.ephemerals()).slice(before).some((text) => text.includes('Nothing found'));
  }, 'a search that finds it no more');
});
