import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BOT_TOKEN, startTestSlack, type TestSlack, testClient } from './support/slack-for-tests.ts';

describe('the Web API', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  /** The whole answer to a bare HTTP call. */
  async function call(method: string, body: Record<string, unknown>, token: string | undefined = BOT_TOKEN) {
    const response = await fetch(`${test.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    return { http: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  }

  it('answers refusals with HTTP 200 and says not_authed, invalid_auth and unknown_method', async () => {
    const none = await fetch(`${test.url}/api/auth.test`, { method: 'POST' });
    const wrong = await call('auth.test', {}, 'xoxb-wrong');
    const unknown = await call('chat.scheduleMessage', { channel: 'C0GENERAL' });

    expect(none.status).toBe(200);
    expect(await none.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(wrong).toMatchObject({ http: 200, body: { ok: false, error: 'invalid_auth' } });
    expect(unknown).toMatchObject({ http: 200, body: { ok: false, error: 'unknown_method' } });
  });

  it('says aloud, and marks in the inspector, that a method is not there', async () => {
    await call('chat.scheduleMessage', {});

    expect(test.warnings).toEqual([expect.stringContaining('chat.scheduleMessage')]);
    expect(test.slack.state()['calls']).toMatchObject([
      { kind: 'chat.scheduleMessage', error: 'unknown_method' },
    ]);
  });

  it('refuses a method whose scope the manifest does not have, and names both', async () => {
    const { body } = await call('reactions.add', { channel: 'C0GENERAL', timestamp: '1.1', name: 'x' });

    expect(body).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'reactions:write',
      provided: 'commands,chat:write,files:write,usergroups:read,users:read,channels:read,groups:read',
    });
  });

  it('tells the scopes of the token with every answer', async () => {
    const { response_metadata: metadata } = await test.client.auth.test();

    expect(metadata?.scopes).toEqual(expect.arrayContaining(['chat:write', 'channels:read']));
  });

  it('reads the arguments that the official client sends as a form', async () => {
    const { ok, user_id, team_id } = await test.client.auth.test();

    expect({ ok, user_id, team_id }).toEqual({ ok: true, user_id: 'U0BOT', team_id: 'T0MESH' });
  });

  it.each([
    ['a channel name', { channel: '#general', text: 'hi' }, 'channel_not_found'],
    ['a private channel without the bot', { channel: 'C0PRIVATE', text: 'hi' }, 'channel_not_found'],
    ['a channel of another workspace', { channel: 'C1GENERAL', text: 'hi' }, 'channel_not_found'],
    ['a public channel without the bot', { channel: 'C0OPEN', text: 'hi' }, 'not_in_channel'],
    ['an archived channel', { channel: 'C0OLD', text: 'hi' }, 'is_archived'],
    ['nothing to show', { channel: 'C0GENERAL' }, 'no_text'],
    ['a person who has left', { channel: 'U0LEO', text: 'hi' }, 'channel_not_found'],
    ['the bot itself', { channel: 'U0BOT', text: 'hi' }, 'channel_not_found'],
    [
      '101 attachments',
      { channel: 'C0GENERAL', attachments: Array.from({ length: 101 }, () => ({ text: 'a' })) },
      'too_many_attachments',
    ],
    ['blocks that are not JSON', { channel: 'C0GENERAL', text: 'hi', blocks: '[' }, 'invalid_blocks_format'],
    [
      'metadata without an event type',
      { channel: 'C0GENERAL', text: 'hi', metadata: { a: 1 } },
      'invalid_metadata_format',
    ],
    [
      'metadata of 9,000 bytes',
      {
        channel: 'C0GENERAL',
        text: 'hi',
        metadata: { event_type: 'e', event_payload: { a: 'x'.repeat(9000) } },
      },
      'metadata_too_large',
    ],
  ])('does not post to %s', async (_what, args, error) => {
    const { body } = await call('chat.postMessage', args);

    expect(body).toMatchObject({ ok: false, error });
    expect(test.channel('C0GENERAL').messages).toEqual([]);
  });

  it('says what is wrong with blocks in the words and pointers of Slack', async () => {
    const blocks = [
      { type: 'nonsense' },
      { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } },
    ];

    const { body } = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'hi', blocks });

    expect(body).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [
        'unsupported type: nonsense [json-pointer:/blocks/0/type]',
        'must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
      ],
      response_metadata: {
        messages: [
          '[ERROR] unsupported type: nonsense [json-pointer:/blocks/0/type]',
          '[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
        ],
      },
    });
  });

  it('refuses a message whose blocks hold more than 12,000 characters together', async () => {
    const blocks = Array.from({ length: 5 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'x'.repeat(2401) },
    }));

    const { body } = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'hi', blocks });

    expect(body).toMatchObject({ ok: false, error: 'msg_blocks_too_long' });
  });

  it('cuts a text at 40,000 characters instead of refusing it', async () => {
    await call('chat.postMessage', { channel: 'C0GENERAL', text: 'é'.repeat(40_001) });

    expect([...(test.channel('C0GENERAL').messages[0]?.text ?? '')]).toHaveLength(40_000);
  });

  it("posts to a person's own conversation with the app when given a person's id", async () => {
    const { body } = await call('chat.postMessage', { channel: 'U0ANA', text: 'hello' });

    expect(body).toMatchObject({ ok: true, channel: 'D0ANA' });
    expect(test.channel('D0ANA').members).toEqual(['U0ANA', 'U0BOT']);
  });

  it('gives each message of a channel a timestamp of its own, growing', async () => {
    for (const text of ['a', 'b', 'c', 'd']) {
      await call('chat.postMessage', { channel: 'C0GENERAL', text });
    }

    const stamps = test.channel('C0GENERAL').messages.map(({ ts }) => ts);
    expect(new Set(stamps).size).toBe(4);
    expect([...stamps].sort()).toEqual(stamps);
    expect(stamps[0]).toMatch(/^\d{10}\.\d{6}$/);
  });

  it('posts a reply to a message that is gone to the channel instead, and shows that by leaving thread_ts out', async () => {
    const parent = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'parent' });
    const reply = await call('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'in time',
      thread_ts: parent.body.ts,
    });
    await call('chat.delete', { channel: 'C0GENERAL', ts: parent.body.ts });
    const late = await call('chat.postMessage', {
      channel: 'C0GENERAL',
      text: 'late',
      thread_ts: parent.body.ts,
    });

    expect(reply.body.message.thread_ts).toBe(parent.body.ts);
    expect(late.body).toMatchObject({ ok: true });
    expect(late.body.message).not.toHaveProperty('thread_ts');
  });

  it('drops the old blocks when a message is updated with text alone', async () => {
    const { ts } = await test.client.chat.postMessage({
      channel: 'C0GENERAL',
      text: 'a',
      blocks: [{ type: 'divider' }],
    });

    await call('chat.update', { channel: 'C0GENERAL', ts, text: 'b' });

    const [message] = test.channel('C0GENERAL').messages;
    expect(message).toMatchObject({ text: 'b', edited: { user: 'U0BOT' } });
    expect(message?.blocks).toBeUndefined();
  });

  it('updates only messages of the app, with at most 4,000 characters, that are there', async () => {
    const own = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'a' });
    const written = await test.sim('message', { user: 'U0ANA', channel: 'C0GENERAL', text: 'mine' });

    const long = await call('chat.update', { channel: 'C0GENERAL', ts: own.body.ts, text: 'x'.repeat(4001) });
    const foreign = await call('chat.update', { channel: 'C0GENERAL', ts: written['ts'], text: 'b' });
    const gone = await call('chat.update', { channel: 'C0GENERAL', ts: '1.000001', text: 'b' });

    expect(long.body.error).toBe('msg_too_long');
    expect(foreign.body.error).toBe('cant_update_message');
    expect(gone.body.error).toBe('message_not_found');
  });

  it('does not find ephemeral messages when they are to be updated, and shows them to one person only', async () => {
    const { body } = await call('chat.postEphemeral', { channel: 'C0GENERAL', user: 'U0ANA', text: 'psst' });

    const update = await call('chat.update', { channel: 'C0GENERAL', ts: body.message_ts, text: 'b' });
    const stranger = await call('chat.postEphemeral', { channel: 'C0GENERAL', user: 'U0GUS', text: 'psst' });

    expect(update.body.error).toBe('message_not_found');
    expect(stranger.body.error).toBe('user_not_in_channel');
    expect(test.slack.state()['ephemerals']).toMatchObject([{ user: 'U0ANA', text: 'psst' }]);
    expect(test.channel('C0GENERAL').messages).toEqual([]);
  });

  it('refuses to turn a rich text message into another kind', async () => {
    const rich = [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }],
      },
    ];
    const { body } = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'a', blocks: rich });

    const update = await call('chat.update', {
      channel: 'C0GENERAL',
      ts: body.ts,
      text: 'b',
      blocks: [{ type: 'divider' }],
    });

    expect(update.body.error).toBe('block_mismatch');
  });

  it('tells who is a guest and who has left, and lists user groups without those who left', async () => {
    const guest = await test.client.users.info({ user: 'U0GUS' });
    const left = await test.client.users.info({ user: 'U0LEO' });
    const members = await test.client.usergroups.users.list({ usergroup: 'S0SALES' });

    expect(guest.user).toMatchObject({ is_restricted: true, deleted: false });
    expect(left.user).toMatchObject({ deleted: true });
    expect(members.users).toEqual(['U0BO']);
  });

  it("does not show another workspace's people, and says no_such_subteam for unknown groups", async () => {
    const stranger = await call('users.info', { user: 'U1KIM' });
    const nobody = await call('users.info', { user: 'U9' });
    const group = await call('usergroups.users.list', { usergroup: 'S9' });

    expect(stranger.body.error).toBe('user_not_visible');
    expect(nobody.body.error).toBe('user_not_found');
    expect(group.body.error).toBe('no_such_subteam');
  });

  it('keeps e-mail addresses back without users:read.email', async () => {
    const { user } = await test.client.users.info({ user: 'U0ANA' });

    expect(user?.profile?.email).toBeUndefined();
  });

  it('accepts arguments that a method does not know', async () => {
    const { body } = await call('auth.test', { team_id: 'T0MESH', anything: 1 });

    expect(body.ok).toBe(true);
  });

  it('stops taking the token once the app is uninstalled, and tells the app twice', async () => {
    await test.sim('uninstall', { workspace: 'T0MESH' });

    await expect(testClient(test.url, BOT_TOKEN).auth.test()).rejects.toMatchObject({
      data: { error: 'token_revoked' },
    });
    expect(test.app.heard.map(({ body }) => body['event'])).toMatchObject([
      { type: 'tokens_revoked' },
      { type: 'app_uninstalled' },
    ]);
  });
});
