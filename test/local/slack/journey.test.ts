import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ModalView } from '@slack/types';
import { SIGNING_SECRET, startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

const MODAL: ModalView = {
  type: 'modal',
  callback_id: 'ask',
  title: { type: 'plain_text', text: 'Ask' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'product',
      dispatch_action: true,
      label: { type: 'plain_text', text: 'Product' },
      element: { type: 'external_select', action_id: 'pick', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why' },
      element: { type: 'plain_text_input', action_id: 'text', max_length: 100 },
    },
  ],
};

describe('the way from a command to a decided card', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  it('signs the command, lets its trigger open a modal, offers options, submits, and updates the card on a click', async () => {
    test.app.answer(async ({ body }) => {
      if (body['command'] === '/mesh') {
        await test.client.views.open({ trigger_id: String(body['trigger_id']), view: MODAL });
      }
      if (body['type'] === 'block_suggestion') {
        return { body: { options: [{ text: { type: 'plain_text', text: 'Orders' }, value: 'orders' }] } };
      }
      if (body['type'] === 'view_submission') {
        await test.client.chat.postMessage({
          channel: 'C0SALES',
          text: 'Ana asks',
          blocks: [
            {
              type: 'actions',
              elements: [
                {
                  type: 'button',
                  action_id: 'approve',
                  text: { type: 'plain_text', text: 'Approve' },
                  value: 'r1',
                },
              ],
            },
          ],
        });
      }
      return {};
    });

    const opened = await test.sim('command', { user: 'U0ANA', channel: 'C0GENERAL', text: '/mesh request' });
    const view_id = opened.views[0]?.id;
    const offered = await test.sim('options', { user: 'U0ANA', view_id, action_id: 'pick', query: 'ord' });
    const sent = await test.sim('submit', {
      user: 'U0ANA',
      view_id,
      values: { product: 'orders', reason: { text: 'a report' } },
    });
    const card = test.slack.state()['channels'];
    const ts = JSON.parse(JSON.stringify(card)).find(({ id }: { id: string }) => id === 'C0SALES').messages[0]
      .ts;
    const clicked = await test.sim('action', { user: 'U0BO', channel: 'C0SALES', ts, action_id: 'approve' });

    const [command, , submission, action] = test.app.heard;
    expect(opened).toMatchObject({ ok: true, status: 200 });
    expect(offered.options).toHaveLength(1);
    expect(sent).toMatchObject({ ok: true, views: [] });
    expect(clicked).toMatchObject({ ok: true, status: 200 });
    expect(command?.body).toMatchObject({
      user_id: 'U0ANA',
      text: 'request',
      enterprise_id: 'E0GROUP',
      is_enterprise_install: 'false',
    });
    expect(submission?.body).toMatchObject({
      view: {
        state: {
          values: {
            product: { pick: { selected_option: { value: 'orders' } } },
            reason: { text: { value: 'a report' } },
          },
        },
      },
    });
    expect(action?.body).toMatchObject({
      actions: [{ action_id: 'approve', value: 'r1' }],
      user: { id: 'U0BO' },
    });
    for (const { headers, raw } of test.app.heard) {
      const expected = createHmac('sha256', SIGNING_SECRET)
        .update(`v0:${String(headers['x-slack-request-timestamp'])}:${raw}`)
        .digest('hex');
      expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    }
  });
});
