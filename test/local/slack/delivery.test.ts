import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

describe('what Slack sends to the app', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  const command = (text = '/mesh help', user = 'U0ANA') =>
    test.sim('command', { user, channel: 'C0GENERAL', text });
  /** Waits for what happens without being asked for. */
  async function until(condition: () => boolean): Promise<void> {
    for (let i = 0; i < 100 && !condition(); i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(condition()).toBe(true);
  }

  it('S-01: calls an answer after 3,000 ms operation_timeout, says so to the person, and never sends a command again', async () => {
    test.app.answer(() => ({ delayMs: 3300, body: { text: 'too late' } }));

    const answer = await command();
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(answer).toMatchObject({
      ok: false,
      status: 0,
      error: 'operation_timeout',
      banner: '/mesh failed with the error "operation_timeout"',
    });
    expect(answer.ackMs).toBeGreaterThanOrEqual(2999);
    expect(answer.ephemerals.map(({ text }) => text)).toEqual([
      '/mesh failed with the error "operation_timeout"',
    ]);
    expect(test.app.heard).toHaveLength(1);
    expect(test.slack.state()['requests']).toMatchObject([
      { kind: 'command', error: 'operation_timeout', note: expect.stringMatching(/^answered 200 after/) },
    ]);
  });

  it.each([[404], [500], [302]])('calls HTTP %s dispatch_failed', async (status) => {
    test.app.answer(() => ({ status }));

    expect(await command()).toMatchObject({ ok: false, status, error: 'dispatch_failed' });
    expect(test.app.heard).toHaveLength(1);
  });

  it('calls an app that is not there dispatch_failed', async () => {
    await test.app.close();

    const answer = await command();

    expect(answer).toMatchObject({ ok: false, status: 0, error: 'dispatch_failed' });
    test.app.close = async () => undefined;
  });

  it('shows what a command answers: nothing, plain text or a message, privately unless in_channel', async () => {
    const silent = await command();
    test.app.answer(() => ({ body: 'just text' }));
    const text = await command();
    test.app.answer(() => ({ body: { response_type: 'in_channel', text: 'for all' } }));
    await command();
    test.app.answer(() => ({ body: { blocks: [{ type: 'nonsense' }] } }));
    const wrong = await command();

    expect(silent.ephemerals).toEqual([]);
    expect(text.ephemerals).toMatchObject([{ text: 'just text', user: 'U0ANA' }]);
    expect(test.channel('C0GENERAL').messages).toMatchObject([{ text: 'for all', user: 'U0BOT' }]);
    expect(wrong).toMatchObject({ error: 'invalid_command_response' });
  });

  it('turns names into ids and escapes the three control characters, since the manifest wants should_escape', async () => {
    await command('/mesh tell @bo in #general that 1 < 2 & "3"');

    expect(test.app.heard[0]?.body['text']).toBe(
      'tell <@U0BO|bo> in <#C0GENERAL|general> that 1 &lt; 2 &amp; "3"',
    );
  });

  it('takes nothing typed in the conversation with the app, whose messages tab is read-only', async () => {
    await test.client.chat.postMessage({ channel: 'U0ANA', text: 'hello' });

    const typed = await test.sim('command', { user: 'U0ANA', channel: 'D0ANA', text: '/mesh help' });
    const message = await test.sim('message', { user: 'U0ANA', channel: 'D0ANA', text: 'hello yourself' });

    expect([typed.http, message.http]).toEqual([409, 409]);
    expect(test.app.heard).toEqual([]);
  });

  it('does not know commands that the manifest does not have', async () => {
    const answer = await command('/other thing');

    expect(answer).toMatchObject({ ok: false, error: 'unknown_command' });
    expect(test.app.heard).toEqual([]);
  });

  it('sends both shortcuts of the manifest and no other', async () => {
    const { ts } = await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'about orders' });
    await test.sim('shortcut', { user: 'U0ANA', callback_id: 'mesh.request.shortcut' });
    await test.sim('shortcut', {
      user: 'U0ANA',
      callback_id: 'mesh.request.message-shortcut',
      channel: 'C0GENERAL',
      ts,
    });
    const unknown = await test.sim('shortcut', {
      user: 'U0ANA',
      callback_id: 'mesh.request.message-shortcut',
    });

    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      { type: 'shortcut', callback_id: 'mesh.request.shortcut' },
      {
        type: 'message_action',
        message: { text: 'about orders' },
        response_url: expect.stringContaining('/response/'),
      },
    ]);
    expect(unknown.http).toBe(404);
  });

  it('repeats an event at once, after one minute and after five, then gives up', async () => {
    test.app.answer(() => ({ status: 500 }));
    const retries = () =>
      test.app.heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);

    await test.sim('home', { user: 'U0ANA' });
    await until(() => test.app.heard.length === 2);
    await test.sim('clock', { advanceSeconds: 59 });
    expect(test.app.heard).toHaveLength(2);
    await test.sim('clock', { advanceSeconds: 1 });
    await until(() => test.app.heard.length === 3);
    await test.sim('clock', { advanceSeconds: 300 });
    await until(() => test.app.heard.length === 4);
    await test.sim('clock', { advanceSeconds: 3600 });
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(retries()).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(test.app.heard.map(({ body }) => body['event_id'])).size).toBe(1);
  });

  it('repeats an event that was answered too late, with the reason http_timeout', async () => {
    test.app.answer(({ headers }) => ({ delayMs: headers['x-slack-retry-num'] ? 0 : 3200 }));

    await test.sim('home', { user: 'U0ANA' });
    await until(() => test.app.heard.length === 2);

    expect(test.app.heard[1]?.headers['x-slack-retry-reason']).toBe('http_timeout');
  });

  it('does not repeat an event that was refused with X-Slack-No-Retry', async () => {
    test.app.answer(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));

    await test.sim('home', { user: 'U0ANA' });
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(test.app.heard).toHaveLength(1);
  });

  it('sends only events that the manifest subscribes to, in an envelope with the workspace and its enterprise', async () => {
    await test.sim('home', { user: 'U0ANA', tab: 'messages' });
    await test.sim('message', { user: 'U0ANA', channel: 'C0GENERAL', text: 'not subscribed' });

    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      {
        type: 'event_callback',
        team_id: 'T0MESH',
        enterprise_id: 'E0GROUP',
        api_app_id: 'A0MESH',
        event: { type: 'app_home_opened', user: 'U0ANA', tab: 'messages', channel: 'D0ANA' },
        authorizations: [{ team_id: 'T0MESH', is_bot: true }],
      },
    ]);
  });

  it('checks the URL of the app with a challenge', async () => {
    test.app.answer(({ body }) => ({ body: { challenge: body['challenge'] } }));
    await test.slack.verifyRequestUrl();
    test.app.answer(() => ({ body: 'hello' }));

    await expect(test.slack.verifyRequestUrl()).rejects.toThrow("did not answer Slack's challenge");
  });

  it('tries the challenge again when the app was only slow to start', async () => {
    let asked = 0;
    test.app.answer(({ body }) => {
      asked += 1;
      return { delayMs: asked === 1 ? 3200 : 0, body: { challenge: body['challenge'] } };
    });

    await test.slack.verifyRequestUrl();

    expect(asked).toBe(2);
  });

  it('tells of a click what was clicked, where, and by whom, even just after the message has changed', async () => {
    const button = (action_id: string) =>
      [
        {
          type: 'actions',
          block_id: 'b',
          elements: [{ type: 'button', action_id, value: 'r1', text: { type: 'plain_text', text: 'Go' } }],
        },
      ] as const;
    const { ts } = await test.client.chat.postMessage({
      channel: 'C0GENERAL',
      text: 'a',
      blocks: [...button('old')],
    });
    await test.client.chat.update({
      channel: 'C0GENERAL',
      ts: ts ?? '',
      text: 'b',
      blocks: [...button('new')],
    });

    const late = await test.sim('action', { user: 'U0BO', channel: 'C0GENERAL', ts, action_id: 'old' });
    const unknown = await test.sim('action', { user: 'U0BO', channel: 'C0GENERAL', ts, action_id: 'never' });
    const unseen = await test.sim('action', { user: 'U0ANA', channel: 'C0PRIVATE', ts, action_id: 'old' });

    expect(late.ok).toBe(true);
    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      {
        type: 'block_actions',
        user: { id: 'U0BO', team_id: 'T0MESH' },
        enterprise: { id: 'E0GROUP' },
        container: { type: 'message', message_ts: ts, channel_id: 'C0GENERAL', is_ephemeral: false },
        message: { text: 'b' },
        actions: [{ type: 'button', action_id: 'old', block_id: 'b', value: 'r1' }],
      },
    ]);
    expect([unknown.http, unseen.http]).toEqual([404, 404]);
  });
});
