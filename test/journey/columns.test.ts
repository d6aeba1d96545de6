import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;
const CHOICE = 'mesh.review.choice';
const { laptop, ana, bo } = onALaptop();

const formOf = (callback: string) =>
  eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find(
        ({ callback_id, blocks }) =>
          callback_id === callback && blocks.some(({ block_id }) => block_id === 'only-columns-orders'),
      ),
    `the form ${callback} with columns`,
  );

it('gives two columns of a table, says so to everybody, and gives others when the owner changes it', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
  const form = await formOf('mesh.review.form');
  expect(JSON.stringify(form.blocks)).toContain('A column added later is not included.');

  const both = await bo.submit(form.id, {
    'only-columns-orders': { [CHOICE]: ['region', 'total'] },
    'all-but-columns-orders': { [CHOICE]: ['customer_id'] },
  });
  expect(JSON.stringify(both)).toContain('Choose either the columns that are given');
  await bo.submit(form.id, {
    'only-columns-orders': { [CHOICE]: ['region', 'total'] },
    'all-but-columns-orders': { [CHOICE]: [] },
  });

  const granted = await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  expect(granted.text).toContain('Columns: orders: only total and region.');
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([
    `${DATABASE}.orders(total,region): SELECT`,
    `${DATABASE}.orders: DESCRIBE`,
    `${DATABASE}: DESCRIBE`,
  ]);
  await eventually(
    async () =>
      (await ana.dm()).messages.some(({ text }) => text.includes('Columns: orders: only total and region.')),
    'a DM that names the columns',
  );

  const [record] = await subscriptions(laptop);
  const id = String(record?.['SubscriptionId']);
  const told = (words: string) =>
    eventually(
      async () => (await bo.ephemerals()).find((text) => text.includes(words)),
      `an answer with ${words}`,
    );
  await bo.command(CHANNELS.sales, `/mesh history ${id}`);
  await told('(orders: only total and region)');

  await bo.command(CHANNELS.sales, `/mesh modify ${id}`);
  const answer = await eventually(
    async () =>
      (await bo.state()).ephemerals.findLast(
        ({ user, blocks }) => user === PEOPLE.bo && JSON.stringify(blocks).includes('mesh.modify'),
      ),
    'an answer with the button',
  );
  expect(answer.text).toContain('Columns: orders: only total and region');
  await bo.action({ channel: CHANNELS.sales, ts: answer.ts, action_id: 'mesh.modify' });
  const change = await formOf('mesh.modify.form');
  expect(change.blocks.find(({ block_id }) => block_id === 'only-columns-orders')?.element).toMatchObject({
    initial_options: [{ value: 'total' }, { value: 'region' }],
  });
  await bo.submit(change.id, {
    'only-columns-orders': { [CHOICE]: [] },
    'all-but-columns-orders': { [CHOICE]: ['customer_id'] },
    'modify-note': { [CHOICE]: 'The report needs dates too' },
  });

  await eventually(
    async () =>
      (await grantsOf(laptop, ACCOUNTS.analytics)).includes(
        `${DATABASE}.orders(all but customer_id): SELECT`,
      ),
    'the changed grant',
  );
  await eventually(
    async () =>
      (await ana.dm()).messages.some(({ text }) =>
        text.includes('Columns: orders: all columns but customer_id.'),
      ),
    'a DM about the change',
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toHaveLength(3);
});
