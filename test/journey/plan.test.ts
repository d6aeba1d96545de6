import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const { laptop, ana, bo } = onALaptop();

const only = async (): Promise<Record<string, unknown>> => {
  const [record = {}] = await subscriptions(laptop);
  return record;
};
const decisions = async (): Promise<number> =>
  (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ sk }) => String(sk).startsWith('decision#')).length;

it('shows who decides what a yes would call and change, and does nothing of it', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  const before = await only();
  const id = String(before['SubscriptionId']);

  const plan = await bo.answer(CHANNELS.sales, `plan ${id}`, 'has nothing by this request');

  expect(plan.text).toMatch(/SELECT and DESCRIBE on orders of \*retail orders\*/);
  expect(plan.text).toContain('LakeFormation.BatchGrantPermissions');
  expect(plan.text).toContain('Nothing was done');
  expect(plan.text).not.toContain('arn:');
  expect(await only()).toEqual(before);
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  expect(await decisions()).toBe(0);
});

it('shows what an end would take away, and keeps it from those who do not decide', async () => {
  const { ts } = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
  await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  await eventually(async () => (await only())['Status'] === 'Active', 'an active record');
  const before = await only();
  const id = String(before['SubscriptionId']);
  const grants = await grantsOf(laptop, ACCOUNTS.analytics);

  const plan = await bo.answer(CHANNELS.sales, `plan ${id}`, 'After the end');
  await ana.answer(CHANNELS.analytics, `plan ${id}`, 'Only those who decide');
  await bo.answer(CHANNELS.sales, 'plan', 'Add the id of a request');

  expect(plan.text).toContain('LakeFormation.BatchRevokePermissions');
  expect(await only()).toEqual(before);
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(grants);
  expect(await decisions()).toBe(1);
});
