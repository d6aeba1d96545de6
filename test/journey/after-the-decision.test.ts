import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackMessage, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('after the request', () => {
  const { laptop, ana, bo } = onALaptop();

  const waitingCard = () => card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  const click = (person: SlackPerson, message: SlackMessage, actionId: string) =>
    person.action({ channel: CHANNELS.sales, ts: message.ts, action_id: actionId });
  const viewOf = (person: SlackPerson, callbackId: string) =>
    eventually(
      async () => (await person.state()).views[person.user]?.find((view) => view.callback_id === callbackId),
      `the form ${callbackId}`,
    );
  async function idOf(table: string): Promise<string> {
    const record = (await subscriptions(laptop)).find(({ TableName }) =>
      [...Object(TableName)].includes(table),
    );
    return String(record?.['SubscriptionId']);
  }

  it('Review grants less than was asked for, and tells the requester what was cut and why', async () => {
    await ask(ana, CHANNELS.analytics);
    await click(bo, await waitingCard(), 'mesh.review');
    const form = await viewOf(bo, 'mesh.review.form');

    await bo.submit(form.id, {
      'review-tables': { 'mesh.review.choice': ['orders'] },
      'review-permissions': { 'mesh.review.choice': ['DESCRIBE'] },
      'review-note': { 'mesh.review.choice': 'Columns only for now.' },
    });

    await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([
      `${DATABASE}.orders: DESCRIBE`,
      `${DATABASE}: DESCRIBE`,
    ]);
    const told = await eventually(
      async () => (await ana.dm()).messages.find(({ text }) => text.includes('Not granted: SELECT')),
      'a DM that says what was cut',
    );
    expect(told.text).toContain('Columns only for now.');
  });

  it('modify changes what the team may do, and both sides read it', async () => {
    const id = await idOf('orders');
    const shown = await bo.answer(CHANNELS.sales, `modify ${id}`, 'retail orders');
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts ?? '', action_id: 'mesh.modify' });
    const form = await viewOf(bo, 'mesh.modify.form');

    await bo.submit(form.id, {
      'modify-permissions': { 'mesh.review.choice': ['SELECT', 'DESCRIBE'] },
      'modify-note': { 'mesh.review.choice': 'Reading is fine now.' },
    });

    await eventually(
      async () => (await ana.dm()).messages.some(({ text }) => text.includes('changed what may be done')),
      'a DM',
    );
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(
      [`${DATABASE}.orders: DESCRIBE`, `${DATABASE}.orders: SELECT`, `${DATABASE}: DESCRIBE`].sort(),
    );
  });

  it('status and history tell both teams, and nobody else', async () => {
    const id = await idOf('orders');

    const status = await ana.answer(CHANNELS.sales, `status ${id}`, 'granted');
    const history = await ana.answer(CHANNELS.sales, `history ${id}`, '*approved*');
    const stranger = await slackPerson(laptop.url, PEOPLE.noor).answer(
      CHANNELS.sales,
      `status ${id}`,
      'no request',
    );

    expect(status.text).toContain('Weekly revenue by region');
    expect(history.text).toContain(`<@${PEOPLE.bo}>`);
    expect(stranger.text).not.toContain('Weekly revenue');
  });

  it('End access shows what will be lost, takes the grants away, and says so once they are gone', async () => {
    const id = await idOf('orders');
    const shown = await ana.answer(CHANNELS.sales, `revoke ${id}`, 'retail orders');
    await ana.action({ channel: CHANNELS.sales, ts: shown.ts ?? '', action_id: 'mesh.revoke' });
    const form = await viewOf(ana, 'mesh.revoke.reason');
    expect(JSON.stringify(form.blocks)).toContain('can no longer read orders');

    await ana.submit(form.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The report is done.' } });

    await card(bo, ({ text }) => text.includes('Every grant is confirmed gone'), 'an ended card');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    expect((await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id)).toMatchObject({
      Status: 'Deleted',
    });
  });

  it('F2 X-01 shows a grant that Lake Formation refuses per table, and Retry mends it', async () => {
    await ask(ana, CHANNELS.analytics, {
      tables: ['refunds', 'order_items'],
      reason: 'Refund quota for the quality circle',
    });
    const waiting = await waitingCard();
    laptop.aws.faults.inject({
      operation: 'BatchGrantPermissions',
      kind: 'entry',
      code: 'AccessDeniedException',
      count: 1,
    });
    await click(bo, waiting, 'mesh.approve');
    const failed = await card(bo, (message) => hasButton(message, 'mesh.retry'), 'a card with Retry');
    expect(failed.text).toMatch(/only \d of 2 tables could be granted/);
    expect(
      (await subscriptions(laptop)).find(({ SubscriptionId }) => String(SubscriptionId) === failedId(failed)),
    ).not.toMatchObject({ Status: 'Active' });

    await click(bo, failed, 'mesh.retry');

    await card(
      bo,
      ({ ts, text }) => ts === failed.ts && text.includes('Granted 2 of 2 tables'),
      'a granted card',
    );
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toHaveLength(5);
  });

  it('Withdraw takes a request back, and the card says by whom', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['customers'], reason: 'Which segments do we have at all' });
    const waiting = await waitingCard();
    const shown = await ana.answer(
      CHANNELS.sales,
      `withdraw ${await idOf('customers')}`,
      'waiting for Sales',
    );

    await ana.action({ channel: CHANNELS.sales, ts: shown.ts ?? '', action_id: 'mesh.withdraw' });

    const withdrawn = await card(
      bo,
      ({ ts, text }) => ts === waiting.ts && text.includes('Withdrawn by'),
      'a withdrawn card',
    );
    expect(hasButton(withdrawn, 'mesh.approve')).toBe(false);
  });

  it('Remind posts one line under the card, and not again for four hours', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['customers'], reason: 'Which segments do we have at all' });
    await waitingCard();
    const pending = (await subscriptions(laptop)).find(({ Status }) => Status === 'Pending');
    const shown = await ana.answer(
      CHANNELS.sales,
      `nudge ${pending?.['SubscriptionId']}`,
      'waiting for Sales',
    );
    const remind = () => ana.action({ channel: CHANNELS.sales, ts: shown.ts ?? '', action_id: 'mesh.nudge' });

    await remind();
    await eventually(
      async () =>
        (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes('reminds: this request waits')),
      'a reminder',
    );
    await remind();

    await eventually(
      async () => (await ana.ephemerals()).some((text) => text.includes('less than four hours ago')),
      'a refusal',
    );
    expect(
      (await bo.messages(CHANNELS.sales)).filter(({ text }) => text.includes('reminds: this request waits')),
    ).toHaveLength(1);
  });

  it('App Home shows each person their own: to decide, asked, had, used', async () => {
    const open = (user: string) =>
      fetch(`${laptop.url}/_sim/home`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user, tab: 'home' }),
      });
    await open(PEOPLE.bo);
    await open(PEOPLE.ana);

    const homes = await eventually(async () => {
      const { homes: all }: { homes: Record<string, unknown> } = JSON.parse(
        await (await fetch(`${laptop.url}/_sim/state`)).text(),
      );
      return all[PEOPLE.bo] && all[PEOPLE.ana] ? all : undefined;
    }, 'both Home tabs');

    expect(JSON.stringify(homes[PEOPLE.bo])).toContain('To decide (1)');
    expect(JSON.stringify(homes[PEOPLE.bo])).toContain('Who uses our products (1)');
    expect(JSON.stringify(homes[PEOPLE.ana])).toContain('My requests (1)');
    expect(JSON.stringify(homes[PEOPLE.ana])).toContain('Access of my teams (1)');
  });
});

/** The subscription behind a card's buttons. */
function failedId({ blocks = [] }: SlackMessage): string {
  const value = blocks
    .flatMap(({ elements = [] }) => elements)
    .find(({ action_id }) => action_id === 'mesh.retry')?.value;
  return value?.split('.')[0] ?? '';
}
