import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { click, postSigned } from '../support/signed-request.ts';
import { eventually, type SlackMessage, type SlackPerson } from '../support/slack-person.ts';
import { givePolicy } from '../support/team-policy.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const { laptop, ana, bo, mia, fay } = onALaptop({ isWarm: true });

const told = (person: SlackPerson, part: string) =>
  eventually(async () => {
    const all = [...(await person.ephemerals()), ...(await person.dm()).messages.map(({ text }) => text)];
    return all.find((text) => text.includes(part));
  }, `${person.user} reads "${part}"`);
const inThread = (part: string): Promise<SlackMessage> =>
  eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).find(({ threadTs, text }) => threadTs && text.includes(part)),
    `a line under a card with "${part}"`,
  );
const waiting = (table: string) =>
  card(
    bo,
    (message) => hasButton(message, 'mesh.review') && message.text.includes(`${table} of`),
    `a card about ${table}`,
  );

async function record(table: string) {
  return eventually(
    async () => (await subscriptions(laptop)).find(({ TableName }) => String(TableName).includes(table)),
    `a record about ${table}`,
  );
}

function buttonValue(message: SlackMessage, action: string): string {
  const elements = (message.blocks ?? []).flatMap(({ elements: each = [] }) => each);
  return elements.find(({ action_id }) => action_id === action)?.value ?? '';
}

it('lets nobody approve with one click what the policy wants reviewed, not even by a click of one’s own making', async () => {
  await givePolicy(laptop, 'sales', { reviewed: true });
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const shown = await waiting('orders');
  expect(hasButton(shown, 'mesh.approve')).toBe(false);
  const value = buttonValue(shown, 'mesh.review');

  const forged = { user: PEOPLE.bo, channel: CHANNELS.sales, ts: shown.ts, actionId: 'mesh.approve', value };
  await postSigned(laptop, click(forged));
  await told(bo, 'The policy lets nobody approve this in passing');
  const review = async (confirm: string) => {
    await bo.closeViews();
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.review' });
    const form = await eventually(
      async () =>
        (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.review.form'),
      'the form',
    );
    await bo.submit(form.id, { 'review-confirm': { 'mesh.review.choice': confirm } });
  };
  await review('yes');
  await eventually(
    async () =>
      (await bo.dm()).messages.concat().filter(({ text }) => text.includes('nobody approve this in passing'))
        .length > 0,
    'a second refusal',
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);

  await review('Retail orders');
  await card(bo, ({ ts, text }) => ts === shown.ts && text.includes('Granted 1 of 1'), 'a granted card');
});

it('extends by itself as often as the policy says, then leaves it to the owner, and grants a grace once', async () => {
  await givePolicy(laptop, 'sales', { extension: { automatically: 1, notBefore: 0, grace: '3d' } });
  const id = await granted(laptop, { requester: ana, approver: bo }, 'customers', DAY);
  const endOf = async () => Number((await record('customers'))['ExpiresAt']);
  const end = await endOf();

  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 1d`);
  await told(ana, 'was extended by 1 day');
  expect(await endOf()).toBe(end + DAY);
  await inThread('Extended by Mesh');

  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 7d`);
  await inThread('asks for 1 week more');
  const moved = await endOf();
  expect(moved).toBeGreaterThan(end + 2 * DAY - 60);
  expect(moved).toBeLessThan(end + 2 * DAY + 300);
  const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
  expect(rows.filter(({ Kind, By }) => Kind === 'extend' && By === 'app:policy')).toHaveLength(2);
});

it('takes no wish for more time before its share of the access is over, and none beyond the longest', async () => {
  await givePolicy(laptop, 'sales', { longest: '2d', extension: { notBefore: 0.5 } });
  const id = await granted(laptop, { requester: ana, approver: bo }, 'refunds', DAY);

  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 1d`);
  await told(ana, 'extends from 50 % of an access on');
  await moveClock(laptop, ana, 13 * HOUR);
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 7d`);
  await told(ana, 'gives access for at most 2 days at a time');
  await ana.command(CHANNELS.analytics, `/mesh extend ${id} 1d`);
  await inThread('asks for 1 day more on refunds');
});

it('reminds on the policy’s own schedule, pings no silent approver, and asks the next tier once', async () => {
  await givePolicy(laptop, 'sales', {
    silent: [PEOPLE.bo],
    reminders: { first: '2h', every: '1h', most: 1 },
    escalation: { after: '3h', users: [PEOPLE.mia] },
  });
  await ask(ana, CHANNELS.analytics, { tables: ['order_items'] });
  await waiting('order_items');
  const { SubscriptionId: id } = await record('order_items');
  await mia.answer(CHANNELS.sales, `approve ${id}`, 'waiting for Sales');

  await moveClock(laptop, ana, 2 * HOUR + 60);
  const reminder = await inThread('has waited for 2 hours');
  expect(reminder.text).toContain(`<@${PEOPLE.cleo}>`);
  expect(reminder.text).not.toContain(`<@${PEOPLE.bo}>`);
  await moveClock(laptop, ana, HOUR);
  await inThread(`<@${PEOPLE.mia}> may decide it too now`);
  await told(mia, `You may decide it now: \`/mesh approve ${id}\``);
  await card(
    bo,
    ({ text }) => text.includes(`Escalated to <@${PEOPLE.mia}>`),
    'a card that says who was asked too',
  );
  await ana.answer(CHANNELS.analytics, `status ${id}`, `Escalated to <@${PEOPLE.mia}>`);
  await ana.answer(CHANNELS.analytics, 'list mine', `escalated to <@${PEOPLE.mia}>`);
  const { ts } = await mia.answer(CHANNELS.sales, `approve ${id}`, 'waiting for Sales');
  await mia.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });

  await card(
    bo,
    ({ text }) => text.includes('order_items') && text.includes(`Approved by <@${PEOPLE.mia}>`),
    'a card approved by the next tier',
  );
  const lines = (await bo.messages(CHANNELS.sales)).map(({ text }) => text);
  // A delivery whose answer was lost when the clock moved may have come twice.
  expect(new Set(lines.filter((text) => text.includes('has waited for'))).size).toBe(2);
});

it('goes to the next tier at once where nobody of a stage is left, and says so to the admins too', async () => {
  await givePolicy(laptop, 'sales', {
    escalation: { after: '30d', users: [PEOPLE.mia] },
    rules: [{ id: 'legal', stages: [{ name: 'Legal', users: ['U0GONE'] }] }],
  });

  await ask(fay, CHANNELS.finance, { tables: ['refunds'] });

  // It may be said before the card is there, and then not under it.
  await eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).some(({ text }) =>
        text.includes('Nobody is left who could decide this as “Legal”'),
      ),
    'a line for the owners',
  );
  await eventually(
    async () =>
      (await mia.messages(CHANNELS.admins)).some(({ text }) =>
        text.includes('Nobody is left who could decide'),
      ),
    'a line for the admins',
  );
});

it('says in words how data is given away, and what would become of a request, by which rule', async () => {
  await givePolicy(laptop, 'sales', {
    longest: '90d',
    rules: [
      { id: 'short', when: { domains: ['retail'], upTo: '7d' }, auto: { most: 2, per: 'day' } },
      { id: 'writing', when: { permissions: ['INSERT'] }, stages: [{ name: 'Legal', users: [PEOPLE.mia] }] },
    ],
  });

  const all = await ana.answer(CHANNELS.analytics, 'policy sales', 'How Sales is given away');
  expect(all.text).toContain('*Rule short*, domain retail, for at most 1 week');
  expect(all.text).toContain(`Stage 1 of 1, Legal: 1 of <@${PEOPLE.mia}>`);
  await ana.answer(CHANNELS.analytics, 'policy retail orders', 'How retail orders is given away');
  const short = await ana.answer(
    CHANNELS.analytics,
    'policy test retail orders for 7d',
    'Decided by rule short',
  );
  expect(short.text).toContain('for *Analytics*');
  await ana.answer(CHANNELS.analytics, 'policy test retail orders for 30d', 'No rule fits');
  await ana.answer(CHANNELS.analytics, 'policy test retail orders INSERT', 'Decided by rule writing');
  await ana.answer(
    CHANNELS.analytics,
    'policy test nothing like it',
    'neither a team that owns data nor a product',
  );
  await ana.answer(CHANNELS.analytics, 'policy test', 'Say of what');
  await bo.answer(CHANNELS.sales, 'policy test sales', 'Say for which team it would be asked');
  await ana.answer(CHANNELS.analytics, 'policy affected', 'shown to those who decide');
  await bo.answer(CHANNELS.sales, 'policy affected zzz', 'Type one of `/mesh policy affected sales`');
});

it('lists what outlasts a shorter maximum, shortens nothing by itself, and lets the owner set another end within it', async () => {
  await givePolicy(laptop, 'sales', {});
  await ask(fay, CHANNELS.finance, { tables: ['customers'], duration: String(90 * DAY) });
  const { ts } = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && /Finance\).*customers/.test(message.text),
    'a card of Finance',
  );
  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
  const own = () =>
    eventually(
      async () =>
        (await subscriptions(laptop)).find(
          ({ SubscriberPrincipal, Status }) =>
            SubscriberPrincipal === ACCOUNTS.finance && Status === 'Active',
        ),
      'an active record of Finance',
    );
  const { SubscriptionId } = await own();
  const id = String(SubscriptionId);
  const endOf = async () => Number((await own())['ExpiresAt']);
  const end = await endOf();
  await givePolicy(laptop, 'sales', { longest: '30d' });

  const list = await bo.answer(
    CHANNELS.sales,
    'policy affected',
    'lasts longer than the policy of Sales gives now',
  );
  expect(list.text).toContain(id);
  expect(await endOf()).toBe(end);
  const shown = await bo.answer(CHANNELS.sales, `modify ${id}`, 'customers');
  await bo.closeViews();
  await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.modify' });
  const form = await eventually(
    async () => (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.modify.form'),
    'the form',
  );
  expect(JSON.stringify(form.blocks)).not.toContain('90 days');
  await bo.submit(form.id, {
    'modify-end': { 'mesh.review.choice': String(7 * DAY) },
    'modify-note': { 'mesh.review.choice': 'A week is enough for it' },
  });

  await told(fay, 'It ends');
  expect(await endOf()).toBeLessThan(end - 80 * DAY);
  const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
  expect(rows.filter(({ Kind }) => Kind === 'modify')).toMatchObject([
    { MovedFrom: end, ExpiresAt: await endOf() },
  ]);
  const after = await bo.answer(CHANNELS.sales, 'policy affected sales', 'policy of Sales gives');
  expect(after.text).not.toContain(id);
});

it('grants again by itself what is missing, where the policy says so', async () => {
  await givePolicy(laptop, 'sales', { autoRepair: true });
  const held = await grantsOf(laptop, ACCOUNTS.analytics);
  await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
    new RevokePermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: ACCOUNTS.analytics },
      Resource: {
        TableWithColumns: {
          CatalogId: ACCOUNTS.mesh,
          DatabaseName: `sales-${ACCOUNTS.sales}`,
          Name: 'orders',
          ColumnWildcard: {},
        },
      },
      Permissions: ['SELECT'],
    }),
  );

  await moveClock(laptop, ana, DAY);

  await eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).some(({ text }) =>
        text.includes('Mended, as the policy of Sales says'),
      ),
    'a line about what was mended',
  );
  expect((await grantsOf(laptop, ACCOUNTS.analytics)).join()).toContain('orders');
  expect(held.join()).toContain('orders');
  const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
  expect(rows.filter(({ Kind }) => Kind === 'repair')).toMatchObject([{ By: 'app:policy' }]);
});
