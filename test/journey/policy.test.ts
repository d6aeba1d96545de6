import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';
import { givePolicy } from '../support/team-policy.ts';

const DAY = 86_400;

describe('a policy that approves and refuses by itself', () => {
  let laptop: Laptop;
  let ana: SlackPerson;
  let eli: SlackPerson;
  let bo: SlackPerson;
  beforeAll(async () => {
    laptop = await aLaptop();
    [ana, eli, bo] = [PEOPLE.ana, PEOPLE.eli, PEOPLE.bo].map((user) => slackPerson(laptop.url, user)) as [
      SlackPerson,
      SlackPerson,
      SlackPerson,
    ];
  });
  afterAll(() => laptop?.close());

  const told = (person: SlackPerson, part: string) =>
    eventually(async () => {
      const all = [...(await person.ephemerals()), ...(await person.dm()).messages.map(({ text }) => text)];
      return all.some((text) => text.includes(part));
    }, `${person.user} reads "${part}"`);

  it('refuses with the owner’s sentence before there is a request', async () => {
    const rules = [
      {
        id: 'no-customers',
        when: { products: ['retail orders'], teams: ['analytics'] },
        deny: 'Ask *legal* first.',
      },
    ];
    await givePolicy(laptop, 'sales', { rules });

    await ask(ana, CHANNELS.analytics, { tables: ['customers'] });

    await told(ana, 'Your request was not sent. The policy of Sales refuses this: Ask');
    expect(await subscriptions(laptop)).toEqual([]);
  });

  it('refuses what is asked for longer than the owner gives, and what lacks a field, though the form let it through', async () => {
    await givePolicy(laptop, 'sales', { longest: '30d', fields: [{ name: 'ticket', label: 'Ticket' }] });

    await ask(ana, CHANNELS.analytics, { tables: ['customers'], duration: String(90 * DAY) });

    await told(ana, 'Sales gives access for at most 30 days, and this is 90 days. Ticket is missing.');
    expect(await subscriptions(laptop)).toEqual([]);
  });

  it('approves up to the cap on the normal path, by app:policy and with the rule on record, then leaves it to the owner', async () => {
    const rules = [{ id: 'retail', when: { domains: ['retail'] }, auto: { most: 1, per: 'month' } }];
    await givePolicy(laptop, 'sales', { rules });

    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    await card(
      bo,
      ({ text }) => text.includes('Approved by Mesh') && text.includes('Granted 1 of 1'),
      'a card approved by the policy',
    );
    await ask(eli, CHANNELS.analytics, { tables: ['refunds'] });
    await told(eli, 'approves no more of these automatically for now');
    const waiting = await card(
      bo,
      (message) => message.text.includes('refunds') && hasButton(message, 'mesh.approve'),
      'a card that waits',
    );

    const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
    expect(rows.filter(({ Kind }) => Kind === 'approve')).toMatchObject([
      { By: 'app:policy', Note: 'rule retail', Tables: ['orders'] },
    ]);
    expect(rows.filter(({ pk }) => String(pk).startsWith('counter#'))).toHaveLength(1);
    expect((await grantsOf(laptop, ACCOUNTS.analytics)).join()).not.toContain('refunds');
    expect(waiting.text).toContain('Waiting for a decision.');
  });

  it('never approves by itself what is sensitive', async () => {
    await givePolicy(laptop, 'sales', {
      sensitive: { classification: ['parquet'] },
      rules: [{ id: 'all', auto: { most: 9, per: 'day' } }],
    });

    await ask(ana, CHANNELS.analytics, { tables: ['order_items'] });

    const waiting = await card(bo, ({ text }) => text.includes('order_items'), 'a card');
    expect(hasButton(waiting, 'mesh.approve')).toBe(true);
    expect(
      (await subscriptions(laptop)).find(({ TableName }) => String(TableName) === 'order_items'),
    ).toMatchObject({ Status: 'Pending' });
  });
});

describe('a policy with two stages', () => {
  let laptop: Laptop;
  let ana: SlackPerson;
  let bo: SlackPerson;
  let cleo: SlackPerson;
  let mia: SlackPerson;
  const stages = {
    rules: [{ id: 'two', stages: [{ name: 'Owner' }, { name: 'Data protection', users: [PEOPLE.mia] }] }],
  };
  beforeAll(async () => {
    laptop = await aLaptop();
    const person = (user: string) => slackPerson(laptop.url, user);
    ana = person(PEOPLE.ana);
    bo = person(PEOPLE.bo);
    cleo = person(PEOPLE.cleo);
    mia = person(PEOPLE.mia);
    await givePolicy(laptop, 'sales', stages);
  });
  afterAll(() => laptop?.close());

  const about = (table: string) =>
    card(
      bo,
      ({ text, blocks }) => text.includes(`${table} of`) && blocks !== undefined,
      `a card about ${table}`,
    );
  const says = (table: string, part: string) =>
    card(
      bo,
      ({ text }) => text.includes(table) && text.includes(part),
      `a card about ${table} with "${part}"`,
    );
  const approve = async (person: SlackPerson, table: string) =>
    person.action({ channel: CHANNELS.sales, ts: (await about(table)).ts, action_id: 'mesh.approve' });
  const told = (person: SlackPerson, part: string) =>
    eventually(
      async () => (await person.ephemerals()).some((text) => text.includes(part)),
      `${person.user} reads "${part}"`,
    );
  const ownCard = (table: string, part: string) =>
    eventually(async () => {
      const { channel, messages } = await mia.dm();
      const message = messages.find(({ text }) => text.includes(table) && text.includes(part));
      return message && { channel, ts: message.ts };
    }, `Mia’s own card about ${table}`);
  const record = async (table: string) =>
    (await subscriptions(laptop)).find(({ TableName }) => String(TableName).includes(table));

  it('refuses somebody of a later stage who does not wait for the earlier one, and names whose turn it is', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    await says('orders', 'Waits for Owner (1 of 2): the owners.');

    await approve(mia, 'orders');

    await told(
      mia,
      `Now Owner has to approve this: <@${PEOPLE.bo}> and <@${PEOPLE.cleo}>. Nothing was changed.`,
    );
    expect(await record('orders')).toMatchObject({ Status: 'Pending' });
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
    expect(rows.filter(({ Kind }) => String(Kind).startsWith('approve'))).toEqual([]);
    expect(rows).toContainEqual(
      expect.objectContaining({
        By: `slack:T0MESH/${PEOPLE.mia}`,
        Action: 'approve',
        Outcome: 'refused',
        Code: 'NOT_APPROVER',
      }),
    );
  });

  it('grants only when two different people of the two stages have said yes', async () => {
    await says('orders', 'Waits for Owner (1 of 2): the owners.');

    await approve(bo, 'orders');
    await says('orders', 'Approved by <@U0BO> as Owner. Waits for Data protection (2 of 2): <@U0MIA>.');
    await approve(bo, 'orders');
    await told(
      bo,
      'You approved this already (Owner). Somebody else has to approve it as Data protection: <@U0MIA>.',
    );
    await approve(cleo, 'orders');
    await told(cleo, 'Now Data protection has to approve this: <@U0MIA>. Nothing was changed.');
    expect(await record('orders')).toMatchObject({ Status: 'Pending' });
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);

    await mia.action({
      ...(await ownCard('orders', 'Waits for Data protection')),
      action_id: 'mesh.approve',
    });
    await says('orders', 'Granted 1 of 1 tables');
    await ownCard('orders', 'Granted 1 of 1 tables');
    const rows = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) =>
      String(Kind).startsWith('approve'),
    );
    expect(rows.map(({ Kind, By, Stage }) => [Kind, By, Stage]).sort()).toEqual([
      ['approve', `slack:T0MESH/${PEOPLE.mia}`, undefined],
      ['approve-stage', `slack:T0MESH/${PEOPLE.bo}`, 'Owner'],
    ]);
  });

  it('keeps what an earlier stage took away, also under the one click of the last', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['customers', 'refunds'] });
    const waiting = await about('customers and refunds');
    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
    const form = await eventually(
      async () =>
        (await bo.state()).views[PEOPLE.bo]?.find((view) => view.callback_id === 'mesh.review.form'),
      'the review form',
    );
    await bo.submit(form.id, { 'review-tables': { 'mesh.review.choice': ['refunds'] } });

    await mia.action({
      ...(await ownCard('refunds', 'Waits for Data protection')),
      action_id: 'mesh.approve',
    });
    await says('refunds', ':white_check_mark: Approved by <@U0MIA>');
    const granted = (await grantsOf(laptop, ACCOUNTS.analytics)).join(' ');
    expect(granted).toContain('refunds');
    expect(granted).not.toContain('customers');
  });

  it('keeps to the policy that a request began with, but obeys a new denial at once', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['order_items'] });
    await about('order_items');

    await givePolicy(laptop, 'sales', undefined);
    await approve(bo, 'order_items');
    await says('order_items', 'Waits for Data protection (2 of 2)');
    await givePolicy(laptop, 'sales', { rules: [{ id: 'stop', deny: 'Sales is closed.' }] });
    await mia.action({
      ...(await ownCard('order_items', 'Waits for Data protection')),
      action_id: 'mesh.approve',
    });

    await told(mia, 'The policy of Sales refuses this: Sales is closed.');
    expect(await record('order_items')).toMatchObject({ Status: 'Pending' });
  });
});

describe('a policy that does not let requests wait for ever', () => {
  let laptop: Laptop;
  beforeAll(async () => {
    laptop = await aLaptop();
  });
  afterAll(() => laptop?.close());

  it('lets the next tier decide after a while, closes what nobody answered, and tells the requester', async () => {
    const [ana, bo, mia] = [PEOPLE.ana, PEOPLE.bo, PEOPLE.mia].map((user) =>
      slackPerson(laptop.url, user),
    ) as [SlackPerson, SlackPerson, SlackPerson];
    await moveClock(laptop, ana, 0);
    await givePolicy(laptop, 'sales', { expires: '2d', escalation: { after: '1d', users: [PEOPLE.mia] } });
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    await ask(ana, CHANNELS.analytics, { tables: ['refunds'] });
    const waits = (table: string) =>
      card(
        bo,
        (each) => each.text.includes(`${table} of`) && hasButton(each, 'mesh.approve'),
        `a card about ${table}`,
      );
    const early = await waits('orders');
    await waits('refunds');
    await mia.action({ channel: CHANNELS.sales, ts: early.ts, action_id: 'mesh.approve' });
    await eventually(
      async () =>
        (await mia.ephemerals()).some((text) => text.includes('Only approvers of Sales can decide this')),
      'Mia is told that it is too early',
    );

    await moveClock(laptop, ana, DAY + 60);
    await mia.action({ channel: CHANNELS.sales, ts: early.ts, action_id: 'mesh.approve' });
    await card(
      bo,
      ({ text }) => text.includes('orders') && text.includes('Granted 1 of 1'),
      'Mia’s approval',
    );
    await moveClock(laptop, ana, DAY + 960);

    await card(
      bo,
      ({ text }) => text.includes('refunds') && text.includes('Denied by Mesh'),
      'a closed card',
    );
    await eventually(
      async () =>
        (await ana.dm()).messages.some(({ text }) => text.includes('Nobody answered within 2 days')),
      'Ana is told',
    );
  });
});
