import { expect, it } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, REASON } from '../support/ask-and-decide.ts';
import { itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { click, postSigned } from '../support/signed-request.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
const { laptop, ana, bo, eli } = onALaptop();

function form(person: SlackPerson, callback: string) {
  return eventually(
    async () => (await person.state()).views[person.user]?.find((view) => view.callback_id === callback),
    callback,
  );
}

function tablesBlock(view: { readonly blocks: readonly { readonly block_id?: string }[] }): string {
  return view.blocks.map(({ block_id }) => block_id ?? '').find((id) => id.startsWith('tables-')) ?? '';
}

it('F17 changes a waiting request: the card is renewed, the difference stands under it', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'], duration: String(90 * DAY) });
  const first = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card');
  const sent = await eventually(
    async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.edit')),
    'a DM with Change',
  );
  await ana.action({ channel: (await ana.dm()).channel, ts: sent.ts, action_id: 'mesh.edit' });
  const opened = await form(ana, 'mesh.edit.form');
  const blocks = JSON.stringify(opened.blocks);
  expect(blocks).toContain(REASON);
  expect(blocks).toContain(`"initial_option":{"text":{"type":"plain_text","text":"90 days"`);
  expect(blocks).toContain('"initial_options":[{"text":{"type":"plain_text","text":"orders"');
  expect(blocks).not.toContain('mesh.request.product');
  await ana.submit(opened.id, { [tablesBlock(opened)]: { 'mesh.request.tables': ['orders', 'customers'] } });

  const renewed = await card(bo, ({ text }) => text.includes('customers and orders'), 'a renewed card');
  expect(renewed.ts).toBe(first.ts);
  await eventually(
    async () =>
      (await bo.messages(CHANNELS.sales)).some(
        ({ threadTs, text }) =>
          threadTs === first.ts && text.includes(`<@${PEOPLE.ana}> changed this request: added customers.`),
      ),
    'the difference under the card',
  );
  const approve = first.blocks
    ?.flatMap(({ elements = [] }) => elements)
    .find(({ action_id }) => action_id === 'mesh.approve');
  await postSigned(
    laptop,
    click({
      user: PEOPLE.bo,
      channel: CHANNELS.sales,
      ts: first.ts,
      actionId: 'mesh.approve',
      value: approve?.value ?? '',
    }),
  );
  await eventually(
    async () =>
      (await bo.ephemerals()).some((text) => text.includes('This request changed after you were shown it')),
    'an approval by the older card is refused',
  );
  const edits = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'edit');
  expect(edits.map(({ Tables }) => Tables)).toEqual([['customers', 'orders']]);
});

it('lets another member of the team change it too, and refuses a change that changes nothing', async () => {
  const id = String((await subscriptions(laptop))[0]?.['SubscriptionId']);
  await eli.command(CHANNELS.analytics, `/mesh edit ${id}`);
  const private_ = await eventually(
    async () =>
      (await eli.state()).ephemerals.find(
        ({ user, blocks }) => user === PEOPLE.eli && JSON.stringify(blocks).includes('"mesh.edit"'),
      ),
    'the record with Change',
  );
  await eli.action({ channel: CHANNELS.analytics, ts: private_.ts, action_id: 'mesh.edit' });
  const opened = await form(eli, 'mesh.edit.form');
  await eli.submit(opened.id, {});
  await eventually(
    async () => (await eli.dm()).messages.some(({ text }) => text.includes('Nothing was different')),
    'an answer that nothing changed',
  );
  const [record] = await subscriptions(laptop);
  expect(record?.['TableName']).toEqual(['customers', 'orders']);
});

it('asks again after a denial, under the reason, and names the earlier request', async () => {
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.deny'), 'a card with Deny');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.deny' });
  const denial = await form(bo, 'mesh.deny.reason');
  await bo.submit(denial.id, { 'deny-reason': { 'mesh.deny.reason.text': 'Say which regions you need' } });
  const told = await eventually(
    async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.request.again')),
    'a denial with Ask again',
  );
  await ana.action({ channel: (await ana.dm()).channel, ts: told.ts, action_id: 'mesh.request.again' });
  const opened = await form(ana, 'mesh.request');
  expect(JSON.stringify(opened.blocks)).toContain('Say which regions you need');
  await ana.submit(opened.id, { reason: { 'mesh.request.reason': 'Weekly revenue, EU regions only' } });

  const again = await card(
    bo,
    ({ ts, text }) => ts !== waiting.ts && text.includes('EU regions only'),
    'a card of its own',
  );
  expect(JSON.stringify(again.blocks)).toContain('Asked before');
  const records = await subscriptions(laptop);
  const denied = records.find(({ Status }) => Status === 'Denied');
  const pending = records.find(({ Status }) => Status === 'Pending');
  expect(pending?.['Predecessor']).toBe(denied?.['SubscriptionId']);
  expect(pending?.['TableName']).toEqual(['customers', 'orders']);
  expect(pending?.['RequestedSeconds']).toBe(90 * DAY);
});
