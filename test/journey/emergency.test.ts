import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { granted } from '../support/granted.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const DAY = 86_400;

describe('an emergency', () => {
  const { laptop, ana, bo, mia } = onALaptop({ isWarm: true });
  let held: readonly string[];
  let id: string;

  beforeAll(async () => {
    id = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * DAY);
    held = await grantsOf(laptop, ACCOUNTS.analytics);
  });

  async function order(person: SlackPerson, words: string, confirm: string): Promise<void> {
    await person.closeViews();
    await person.command(CHANNELS.admins, `/mesh ${words}`);
    const view = await eventually(async () => {
      const top = await person.view();
      return top.callback_id === 'mesh.emergency' ? top : undefined;
    }, 'a form with the impact');
    expect(JSON.stringify(view.blocks)).toContain('this concerns');
    await person.submit(view.id, {
      confirm: { 'mesh.words': confirm },
      reason: { 'mesh.words': 'keys of the team were leaked' },
    });
  }

  const phaseOf = async () => {
    const record = (await subscriptions(laptop)).find(({ SubscriptionId }) => SubscriptionId === id);
    return Object(record?.['Fulfilment']).Phase;
  };
  const adminMessage = (words: string) =>
    eventually(
      async () => (await mia.messages(CHANNELS.admins)).find(({ text }) => text.includes(words)),
      words,
    );

  it('shows the impact to mesh admins alone, and takes nothing without the name', async () => {
    await bo.command(CHANNELS.sales, '/mesh suspend analytics');
    await eventually(
      async () => JSON.stringify((await bo.view()).blocks).includes('Only mesh admins can do this'),
      'a refusal in the form',
    );
    await mia.answer(CHANNELS.admins, 'help', '/mesh suspend');
    await order(mia, 'suspend analytics', 'sales');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
  });

  it('takes all access of a team away, tells everybody concerned, and lets nothing be granted', async () => {
    await order(mia, 'suspend analytics', 'Analytics');

    await adminMessage('1 of 1 done');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    await card(bo, ({ text }) => text.includes('Suspended by'), 'a suspended card');
    await eventually(
      async () =>
        (await ana.dm()).messages.some(
          ({ text }) => text.includes('was suspended by') && text.includes('keys of the team were leaked'),
        ),
      'a DM to the requester',
    );
    await ask(ana, CHANNELS.analytics, { tables: ['customers'] });
    const { ts } = await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
      'a card with Approve',
    );
    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
    await eventually(
      async () =>
        (await bo.ephemerals()).some((text) => text.includes('Access is suspended by the mesh admins')),
      'a refusal',
    );
    await moveClock(laptop, ana, 901);
    await mia.answer(CHANNELS.admins, 'drift', 'No differences found');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  });

  it('gives back by command line exactly what was decided', async () => {
    const asAdmin = laptopCli(laptop, 'Mesh');
    const cli = (...words: readonly string[]) => asAdmin(...words, '--account-id', ACCOUNTS.analytics);

    const plan = await cli('resume');
    const wrong = await cli('resume', '--confirm', ACCOUNTS.sales);
    const done = await cli('resume', '--confirm', ACCOUNTS.analytics, '--reason', 'new keys are out');

    expect(plan.out).toContain(id);
    expect(wrong).toMatchObject({ code: 1 });
    expect(done).toMatchObject({ code: 0 });
    await eventually(async () => (await phaseOf()) === 'Granted', 'a granted record');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
  });

  it('ends everything of a team that is offboarded, and denies what waits', async () => {
    await order(mia, `offboard ${ACCOUNTS.analytics}`, ACCOUNTS.analytics);

    await adminMessage('2 of 2 done');
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
    expect((await subscriptions(laptop)).map(({ Status }) => Status).sort()).toEqual(['Deleted', 'Denied']);
  });
});
