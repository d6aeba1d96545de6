import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { startTestSlack, type TestSlack, testClient } from './support/slack-for-tests.ts';

const CLIENT = { id: '111.222', secret: 'client-secret-of-the-tests' };
const SCOPES = 'commands,chat:write';

describe('installing the app into another workspace', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack({ client: CLIENT });
  });
  afterEach(() => test.close());

  const ask = (change: Record<string, string> = {}) =>
    new URLSearchParams({
      client_id: CLIENT.id,
      scope: SCOPES,
      redirect_uri: `${test.app.url}/slack/oauth_redirect`,
      state: 'st4te',
      ...change,
    });
  const answer = (change: Record<string, string>) =>
    fetch(`${test.url}/oauth/v2/authorize`, {
      method: 'POST',
      body: ask({ team: 'T0OTHER', answer: 'allow', ...change }),
      redirect: 'manual',
    });
  async function code(): Promise<string> {
    const { headers } = await answer({});
    return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  }
  const exchange = (change: Record<string, string>) =>
    new WebClient(undefined, {
      slackApiUrl: `${test.url}/api/`,
      retryConfig: { retries: 0 },
    }).oauth.v2.access({
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      code: '',
      ...change,
    });

  it('shows what the app asks for and sends the browser back with code and state', async () => {
    const page = await (await fetch(`${test.url}/oauth/v2/authorize?${ask()}`)).text();
    const { status, headers } = await answer({});

    expect(page).toContain('<code>chat:write</code>');
    expect(status).toBe(302);
    expect(headers.get('location')).toMatch(
      new RegExp(`^${test.app.url}/slack/oauth_redirect\\?code=[\\w.]+&state=st4te$`),
    );
  });

  it('exchanges the code once for a token that works with just the scopes that were granted', async () => {
    const given = await code();

    const installed = await exchange({ code: given });
    const client = testClient(test.url, String(installed.access_token));

    expect(installed).toMatchObject({
      ok: true,
      token_type: 'bot',
      scope: SCOPES,
      bot_user_id: 'U1BOT',
      app_id: 'A0MESH',
      team: { id: 'T0OTHER', name: 'Lighthouse' },
      enterprise: null,
      authed_user: { id: 'U1KIM' },
    });
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0OTHER' });
    await expect(client.users.info({ user: 'U1KIM' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read' },
    });
    await expect(exchange({ code: given })).rejects.toMatchObject({ data: { error: 'invalid_code' } });
  });

  it('ends the token that asks to be revoked', async () => {
    const installed = await exchange({ code: await code() });
    const client = testClient(test.url, String(installed.access_token));

    expect(await client.auth.revoke()).toMatchObject({ ok: true, revoked: true });

    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
  });

  it('forgets a code after ten minutes', async () => {
    const given = await code();
    test.clock.advance(601);

    await expect(exchange({ code: given })).rejects.toMatchObject({ data: { error: 'invalid_code' } });
  });

  it('refuses strange clients, secrets, redirects and scopes', async () => {
    const status = async (change: Record<string, string>) => {
      const response = await fetch(`${test.url}/oauth/v2/authorize?${ask(change)}`);
      return `${response.status} ${/<code>(\w+)<\/code>/.exec(await response.text())?.[1]}`;
    };

    expect(await status({ client_id: 'x' })).toBe('400 invalid_client_id');
    expect(await status({ redirect_uri: 'https://evil.example/slack/oauth_redirect' })).toBe(
      '400 bad_redirect_uri',
    );
    expect(await status({ scope: 'admin' })).toBe('400 invalid_scope');
    await expect(exchange({ client_id: 'x' })).rejects.toMatchObject({
      data: { error: 'invalid_client_id' },
    });
    await expect(exchange({ client_secret: 'x' })).rejects.toMatchObject({
      data: { error: 'bad_client_secret' },
    });
    await expect(
      exchange({ code: await code(), redirect_uri: 'https://other.example' }),
    ).rejects.toMatchObject({ data: { error: 'bad_redirect_uri' } });
  });

  it('tells the app when the person says no', async () => {
    const { headers } = await answer({ answer: 'deny' });

    expect(headers.get('location')).toContain('?error=access_denied&state=st4te');
  });

  it('gives a new token after an uninstall, and the same one when it is installed twice', async () => {
    const first = await exchange({ code: await code() });
    const again = await exchange({ code: await code() });
    await test.sim('uninstall', { workspace: 'T0OTHER' });
    const anew = await exchange({ code: await code() });

    expect(again.access_token).toBe(first.access_token);
    expect(anew.access_token).not.toBe(first.access_token);
    await expect(testClient(test.url, String(first.access_token)).auth.test()).rejects.toMatchObject({
      data: { error: 'invalid_auth' },
    });
  });

  it('takes no consent that another site sends', async () => {
    const { status } = await fetch(`${test.url}/oauth/v2/authorize`, {
      method: 'POST',
      body: ask({ team: 'T0OTHER', answer: 'allow' }),
      headers: { origin: 'https://evil.example' },
      redirect: 'manual',
    });

    expect(status).toBe(403);
  });
});

describe('blocks.validate', () => {
  it('judges blocks, a message or a view, with pointers from what it was given', async () => {
    const test = await startTestSlack();
    const validate = (args: Record<string, unknown>) =>
      test.client.apiCall('blocks.validate', args).catch((error: { readonly data: unknown }) => error.data);
    const wrong = [{ type: 'section', text: { type: 'mrkdwn', text: '' } }];

    expect(await validate({ blocks: [{ type: 'divider' }] })).toMatchObject({ ok: true });
    expect(await validate({ blocks: wrong })).toMatchObject({
      error: 'invalid_blocks',
      errors: [{ pointer: '/0/text/text', code: 'too_short' }],
    });
    expect(await validate({ message: { blocks: wrong } })).toMatchObject({
      error: 'invalid_message',
      errors: [{ pointer: '/blocks/0/text/text' }],
    });
    expect(await validate({ view: { type: 'home', blocks: wrong } })).toMatchObject({
      error: 'invalid_view',
      errors: [{ pointer: '/blocks/0/text/text' }],
    });
    expect(await validate({})).toMatchObject({ error: 'invalid_arguments' });
    expect(await validate({ blocks: wrong, view: {} })).toMatchObject({ error: 'invalid_arguments' });
    await test.close();
  });
});
