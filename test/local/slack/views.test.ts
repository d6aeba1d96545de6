import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HomeView, ModalView } from '@slack/types';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;

function modal(change: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'ask',
    title: plain('Ask'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'why',
        label: plain('Why'),
        element: { type: 'plain_text_input', action_id: 'text', max_length: 10, min_length: 2 },
      },
      {
        type: 'input',
        block_id: 'note',
        optional: true,
        label: plain('Note'),
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ],
    ...change,
  };
}

describe('views', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  /** A trigger that nobody has used. */
  async function trigger(user = 'U0ANA'): Promise<string> {
    await test.sim('command', { user, channel: 'general', text: '/mesh' });
    return String(test.app.heard.at(-1)?.body['trigger_id']);
  }
  async function open(view: ModalView = modal(), user = 'U0ANA'): Promise<{ id: string; hash: string }> {
    const opened = await test.client.views.open({ trigger_id: await trigger(user), view });
    return { id: opened.view?.id ?? '', hash: opened.view?.hash ?? '' };
  }
  const refused = (promise: Promise<unknown>) => expect(promise).rejects;

  it('opens a modal with a fresh trigger once: then it is exchanged_trigger_id, after three seconds expired_trigger_id', async () => {
    const used = await trigger();
    const late = await trigger();
    await test.client.views.open({ trigger_id: used, view: modal() });
    test.clock.advance(3.001);

    await refused(test.client.views.open({ trigger_id: used, view: modal() })).toMatchObject({
      data: { error: 'exchanged_trigger_id' },
    });
    await refused(test.client.views.open({ trigger_id: late, view: modal() })).toMatchObject({
      data: { error: 'expired_trigger_id' },
    });
    await refused(test.client.views.open({ trigger_id: 'made-up', view: modal() })).toMatchObject({
      data: { error: 'invalid_trigger_id' },
    });
    await refused(test.client.views.open({ trigger_id: '', view: modal() })).toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] missing required field: trigger_id'] },
      },
    });
  });

  it('keeps a trigger good for another try when the view was refused', async () => {
    const id = await trigger();

    await refused(
      test.client.views.open({ trigger_id: id, view: modal({ title: plain('x'.repeat(25)) }) }),
    ).toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    });
    const { ok } = await test.client.views.open({ trigger_id: id, view: modal() });

    expect(ok).toBe(true);
  });

  it('refuses a view of more than 250 kB', async () => {
    const blocks = Array.from(
      { length: 90 },
      () => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } }) as const,
    );

    await refused(
      test.client.views.open({ trigger_id: await trigger(), view: modal({ blocks }) }),
    ).toMatchObject({
      data: { error: 'view_too_large' },
    });
  });

  it('stacks three modals and no more, and begins a new stack with a gesture outside of them', async () => {
    await open();
    await test.client.views.push({ trigger_id: await trigger(), view: modal() });
    await test.client.views.push({ trigger_id: await trigger(), view: modal() });

    await refused(test.client.views.push({ trigger_id: await trigger(), view: modal() })).toMatchObject({
      data: { error: 'push_limit_reached' },
    });
    const anew = await open(modal({ title: plain('Anew') }));
    expect(test.slack.state()['views']).toEqual({ U0ANA: [expect.objectContaining({ id: anew.id })] });
  });

  it('wants external ids to be unique in a workspace', async () => {
    await open(modal({ external_id: 'one' }));

    await refused(
      test.client.views.open({ trigger_id: await trigger('U0BO'), view: modal({ external_id: 'one' }) }),
    ).toMatchObject({
      data: { error: 'duplicate_external_id' },
    });
  });

  it('updates by id or external id, refuses an old hash, and no longer finds a closed view', async () => {
    const { id, hash } = await open(modal({ external_id: 'one' }));

    await test.client.views.update({
      external_id: 'one',
      hash,
      view: modal({ external_id: 'one', title: plain('Second') }),
    });
    await refused(test.client.views.update({ view_id: id, hash, view: modal() })).toMatchObject({
      data: { error: 'hash_conflict' },
    });
    await test.sim('close', { user: 'U0ANA', view_id: id });
    await refused(test.client.views.update({ view_id: id, view: modal() })).toMatchObject({
      data: { error: 'not_found' },
    });
  });

  it('keeps what was typed where block and action ids are the same, and starts anew elsewhere', async () => {
    test.app.answer(({ body }) =>
      body['type'] === 'view_submission'
        ? { body: { response_action: 'errors', errors: { why: 'No.' } } }
        : {},
    );
    const { id } = await open();
    await test.sim('submit', { user: 'U0ANA', view_id: id, values: { why: 'because', note: 'a note' } });

    const [why] = modal().blocks;
    const { view } = await test.client.views.update({
      view_id: id,
      view: modal({ blocks: why ? [why] : [] }),
    });
    await test.client.views.update({ view_id: id, view: modal() });

    expect(view?.state).toMatchObject({ values: { why: { text: { value: 'because' } } } });
    expect(test.slack.state()['views']).toMatchObject({
      U0ANA: [
        { state: { values: { why: { text: { value: 'because' } }, note: { text: { value: null } } } } },
      ],
    });
  });

  it.each([
    ['empty', {}, 'Please complete this required field.'],
    ['too short', { why: 'x' }, 'Please use at least 2 characters.'],
    ['too long', { why: 'x'.repeat(11) }, 'Please shorten this to 10 characters or fewer.'],
  ])('does not send a form whose field is %s', async (_what, values, sentence) => {
    const { id } = await open();
    test.app.heard.length = 0;

    const answer = await test.sim('submit', { user: 'U0ANA', view_id: id, values });

    expect(answer).toMatchObject({ ok: false, by: 'client', errors: { why: sentence } });
    expect(test.app.heard).toEqual([]);
  });

  it('closes only the top view on an empty answer, and all on clear', async () => {
    await open();
    const top = await test.client.views.push({
      trigger_id: await trigger(),
      view: modal({ title: plain('Top') }),
    });
    const closed = await test.sim('submit', {
      user: 'U0ANA',
      view_id: top.view?.id,
      values: { why: 'because' },
    });
    const again = await test.client.views.push({ trigger_id: await trigger(), view: modal() });
    test.app.answer(() => ({ body: { response_action: 'clear' } }));
    const cleared = await test.sim('submit', {
      user: 'U0ANA',
      view_id: again.view?.id,
      values: { why: 'because' },
    });

    expect(closed.views).toHaveLength(1);
    expect(cleared.views).toEqual([]);
  });

  it('shows field errors of the app under input blocks of that view', async () => {
    const { id } = await open();
    test.app.answer(() => ({ body: { response_action: 'errors', errors: { why: 'Say more.' } } }));

    const answer = await test.sim('submit', { user: 'U0ANA', view_id: id, values: { why: 'because' } });

    expect(answer).toMatchObject({ ok: false, status: 200, by: 'app', errors: { why: 'Say more.' } });
    expect(answer.views).toHaveLength(1);
  });

  it('S-09: leaves the modal open with a trouble message when errors are keyed by anything but an input block', async () => {
    const { id } = await open();
    test.app.answer(() => ({ body: { response_action: 'errors', errors: { text: 'Say more.' } } }));

    const answer = await test.sim('submit', { user: 'U0ANA', view_id: id, values: { why: 'because' } });

    expect(answer).toMatchObject({
      error: 'invalid_response_action',
      banner: 'We had some trouble connecting. Try again?',
    });
    expect(answer.views).toHaveLength(1);
    expect(test.slack.state()['requests']).toMatchObject([{}, { problems: [{ pointer: '/errors/text' }] }]);
  });

  it('replaces or pushes a view that the answer brings, if Slack would accept it', async () => {
    const { id } = await open();
    test.app.answer(() => ({ body: { response_action: 'update', view: modal({ title: plain('Second') }) } }));
    const updated = await test.sim('submit', { user: 'U0ANA', view_id: id, values: { why: 'because' } });
    test.app.answer(() => ({ body: { response_action: 'push', view: modal({ blocks: [] }) } }));
    const refusedView = await test.sim('submit', { user: 'U0ANA', view_id: id, values: { why: 'because' } });

    expect(updated.views).toMatchObject([{ id, title: { text: 'Second' } }]);
    expect(refusedView).toMatchObject({ error: 'invalid_response_action' });
  });

  it('tells the app of a closed view only when the view asks for it, without a trigger', async () => {
    const quiet = await open();
    await test.sim('close', { user: 'U0ANA', view_id: quiet.id });
    const loud = await open(modal({ notify_on_close: true }));
    test.app.heard.length = 0;

    await test.sim('close', { user: 'U0ANA', view_id: loud.id });

    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      { type: 'view_closed', is_cleared: false, view: { id: loud.id } },
    ]);
    expect(test.app.heard[0]?.body['trigger_id']).toBeUndefined();
  });

  it('sends block_actions of an input only with dispatch_action', async () => {
    const [why] = modal().blocks;
    const { id } = await open(
      modal({
        blocks: [
          {
            ...why,
            block_id: 'told',
            type: 'input',
            dispatch_action: true,
            label: plain('Told'),
            element: { type: 'plain_text_input', action_id: 'told' },
          },
          {
            type: 'input',
            block_id: 'quiet',
            label: plain('Quiet'),
            element: { type: 'plain_text_input', action_id: 'quiet' },
          },
        ],
      }),
    );
    test.app.heard.length = 0;

    await test.sim('action', { user: 'U0ANA', view_id: id, action_id: 'quiet', value: 'a' });
    await test.sim('action', { user: 'U0ANA', view_id: id, action_id: 'told', value: 'b' });

    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      {
        type: 'block_actions',
        actions: [{ action_id: 'told', value: 'b' }],
        view: { state: { values: { quiet: { quiet: { value: 'a' } } } } },
      },
    ]);
  });

  it('gives response URLs to a submission only for conversation menus that ask for one', async () => {
    const element = { type: 'conversations_select', action_id: 'where', response_url_enabled: true } as const;
    const { id } = await open(
      modal({ blocks: [{ type: 'input', block_id: 'where', label: plain('Where'), element }] }),
    );

    await test.sim('submit', { user: 'U0ANA', view_id: id, values: { where: 'C0GENERAL' } });

    expect(test.app.heard.at(-1)?.body['response_urls']).toMatchObject([
      { channel_id: 'C0GENERAL', block_id: 'where', action_id: 'where' },
    ]);
  });

  it('publishes a Home tab for a person of the workspace, without a title', async () => {
    const view: HomeView = { type: 'home', blocks: [{ type: 'divider' }] };
    await test.client.views.publish({ user_id: 'U0ANA', view });

    expect(test.slack.state()['homes']).toMatchObject({ U0ANA: { type: 'home' } });
    await refused(
      test.client.apiCall('views.publish', { user_id: 'U0ANA', view: { ...view, title: plain('No') } }),
    ).toMatchObject({
      data: {
        response_metadata: { messages: ['[ERROR] invalid additional property: title [json-pointer:/view]'] },
      },
    });
    await refused(test.client.views.publish({ user_id: 'U0ANA', hash: 'old', view })).toMatchObject({
      data: { error: 'hash_conflict' },
    });
    await refused(test.client.views.publish({ user_id: 'U1KIM', view })).toMatchObject({
      data: { error: 'invalid_arguments' },
    });
  });

  it('offers no more than 100 options, and only after the shortest query', async () => {
    const element = { type: 'external_select', action_id: 'pick', min_query_length: 2 } as const;
    const { id } = await open(
      modal({ blocks: [{ type: 'input', block_id: 'pick', label: plain('Pick'), element }] }),
    );
    test.app.heard.length = 0;
    const options = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ text: plain(`Option ${i}`), value: `${i}` }));
    test.app.answer(() => ({ body: { options: options(101) } }));

    const short = await test.sim('options', { user: 'U0ANA', view_id: id, action_id: 'pick', query: 'a' });
    const many = await test.sim('options', { user: 'U0ANA', view_id: id, action_id: 'pick', query: 'ab' });
    test.app.answer(() => ({ body: { options: options(100) } }));
    const enough = await test.sim('options', { user: 'U0ANA', view_id: id, action_id: 'pick', query: 'ab' });
    const chosen = await test.sim('submit', {
      user: 'U0ANA',
      view_id: id,
      values: { pick: 'never offered' },
    });

    expect(short.options).toEqual([]);
    expect(many).toMatchObject({ error: 'invalid_options', options: [] });
    expect(enough.options).toHaveLength(100);
    expect(chosen.http).toBe(400);
    expect(test.app.heard.filter(({ body }) => body['type'] === 'block_suggestion')).toHaveLength(2);
  });
});
