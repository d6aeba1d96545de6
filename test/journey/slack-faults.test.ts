import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, openForm } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { postSigned, submission } from '../support/signed-request.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

describe('when Slack does not play along', () => {
  const { laptop, ana, eli, bo } = onALaptop();

  async function sim(verb: 'faults' | 'channel', body: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await fetch(`${laptop.url}/_sim/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
  }

  const failing = (operation: string, code: string) =>
    sim('faults', { target: 'slack', operation, kind: 'error', code, count: 1 });

  async function waiting(table: string) {
    return (await subscriptions(laptop)).filter(
      ({ Status, TableName }) => Status === 'Pending' && [...Object(TableName)].includes(table),
    );
  }

  it('S-03 says what to do when the trigger was over before the form could open', async () => {
    await failing('views.open', 'expired_trigger_id');

    const typed = await ana.command(CHANNELS.analytics, '/mesh request');

    expect(typed.status).toBe(200);
    const told = await eventually(
      async () => (await ana.ephemerals()).find((text) => text.includes('before the form could open')),
      'a private sentence',
    );
    expect(told).toContain('do the same once more');
  });

  it('S-03 takes a form that was closed before it could be filled for no fault', async () => {
    await failing('views.update', 'not_found');
    await bo.command(CHANNELS.sales, '/mesh publish');

    // The jobs of one person run in order: were the first one tried again, this would have to wait for it.
    await bo.closeViews();
    await bo.answer(CHANNELS.sales, 'whoami', 'you decide for');
  });

  it('S-04 makes one record and one card of a submission that Slack sends three times', async () => {
    const { viewId, tablesBlock } = await openForm(ana, CHANNELS.analytics);
    const options = (...values: readonly string[]) =>
      values.map((value) => ({ value, text: { type: 'plain_text', text: value } }));
    const filled = {
      ...(await ana.view()),
      id: viewId,
      hash: 'the-same-each-time',
      state: {
        values: {
          [tablesBlock]: {
            'mesh.request.tables': { type: 'checkboxes', selected_options: options('refunds') },
          },
          permissions: {
            'mesh.request.permissions': {
              type: 'checkboxes',
              selected_options: options('SELECT', 'DESCRIBE'),
            },
          },
          reason: {
            'mesh.request.reason': { type: 'plain_text_input', value: 'Refund quota for the quality circle' },
          },
        },
      },
    };
    const send = (headers: Readonly<Record<string, string>> = {}) =>
      postSigned(laptop, submission({ user: PEOPLE.ana, view: filled }), { headers });

    const answers = [
      await send(),
      await send({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }),
      await send({ 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await card(bo, ({ text }) => text.includes('refunds'), 'a card');
    await eventually(
      async () => (await ana.dm()).messages.some(({ text }) => text.includes('was sent to')),
      'the requester is told',
    );
    expect(await waiting('refunds')).toHaveLength(1);
    expect(
      (await bo.messages(CHANNELS.sales)).filter((each) => !each.threadTs && each.text.includes('refunds')),
    ).toHaveLength(1);
  });

  it('D-05 keeps one of two equal requests that are sent one right after the other, and tells the second', async () => {
    const forms = [
      { person: ana, form: await openForm(ana, CHANNELS.analytics) },
      { person: eli, form: await openForm(eli, CHANNELS.analytics) },
    ];
    for (const { person, form } of forms) {
      const sent = await person.submit(form.viewId, {
        [form.tablesBlock]: { 'mesh.request.tables': ['customers'] },
        permissions: { 'mesh.request.permissions': ['SELECT', 'DESCRIBE'] },
        reason: { 'mesh.request.reason': 'Weekly revenue by region for the board report' },
      });
      expect(sent['errors']).toBeUndefined();
    }

    await eventually(
      async () =>
        [...(await ana.dm()).messages, ...(await eli.dm()).messages].some(({ text }) =>
          text.includes('No new request was needed'),
        ),
      'the second is told',
    );
    expect(await waiting('customers')).toHaveLength(1);
  });

  it('S-10 posts a card anew that cannot be updated any more, and grants no second time', async () => {
    const { ts } = await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes('customers'),
      'a card',
    );
    await failing('chat.update', 'message_not_found');

    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });

    const anew = await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
    expect(anew.ts).not.toBe(ts);
    const decisions = (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(({ Kind }) => Kind === 'approve');
    expect(decisions).toHaveLength(1);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).not.toEqual([]);
  });

  it('S-10 gives a private answer in the channel where the response URL takes none any more', async () => {
    await failing('response_url', 'expired_url');

    await bo.answer(CHANNELS.sales, 'whoami', 'you decide for');
  });

  it('S-08 waits as long as Slack says and then posts once', async () => {
    await sim('faults', {
      target: 'slack',
      operation: 'chat.postMessage',
      kind: 'throttle',
      count: 4,
      ms: 1000,
    });

    await ask(ana, CHANNELS.analytics, { words: 'parcel', tables: ['scans'] });

    const noor = slackPerson(laptop.url, PEOPLE.noor);
    await card(noor, (message) => hasButton(message, 'mesh.approve'), 'a card', CHANNELS.logistics);
    await eventually(
      async () => (await ana.dm()).messages.some(({ text }) => text.includes('scans')),
      'the requester is told',
    );
    const scans = ({ text }: { readonly text: string }) => text.includes('scans');
    expect((await noor.messages(CHANNELS.logistics)).filter(scans)).toHaveLength(1);
    expect((await ana.dm()).messages.filter(scans)).toHaveLength(1);
  });

  it('S-07 tells the admins of a card that found no place, and lets the owner decide all the same', async () => {
    await sim('channel', { channel: CHANNELS.sales, isArchived: true });

    await ask(eli, CHANNELS.analytics, { tables: ['orders'] });

    const mia = slackPerson(laptop.url, PEOPLE.mia);
    const told = await eventually(
      async () =>
        (await mia.messages(CHANNELS.admins)).find(({ text }) => text.includes('could not be shown there')),
      'the admins are told',
    );
    expect(told.text).toContain('is_archived');
    const [record] = await waiting('orders');
    const id = String(record?.['SubscriptionId']);
    const answer = await bo.answer(CHANNELS.general, `approve ${id}`, 'orders');
    await bo.action({ channel: CHANNELS.general, ts: answer.ts, action_id: 'mesh.approve' });
    await eventually(
      async () => (await eli.dm()).messages.some(({ text }) => text.includes('approved by')),
      'the requester is told that it is granted',
    );
  });
});
