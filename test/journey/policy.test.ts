import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
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
