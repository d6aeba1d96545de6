import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import manifest from '../../../infra/slack-manifest.json' with { type: 'json' };
import { BOT_TOKEN, startTestSlack, type TestSlack, testClient } from './support/slack-for-tests.ts';

const CLIENT = { id: '111.222', secret: 'client-secret-of-the-tests' };
const ROTATING = { ...manifest, settings: { ...manifest.settings, token_rotation_enabled: true } };
const HOURS = 3600;

describe('token rotation', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack({ client: CLIENT, manifest: ROTATING });
  });
  afterEach(() => test.close());

  const nobody = () =>
    new WebClient(undefined, { slackApiUrl: `${test.url}/api/`, retryConfig: { retries: 0 } });
  const credentials = { client_id: CLIENT.id, client_secret: CLIENT.secret };
  const exchange = (token: string) => nobody().oauth.v2.exchange({ ...credentials, token });
  const refresh = (refreshToken: string | undefined) =>
    nobody().oauth.v2.access({
      ...credentials,
      grant_type: 'refresh_token',
      refresh_token: refreshToken ?? '',
    });
  const works = (token: unknown) =>
    testClient(test.url, String(token))
      .auth.test()
      .then(
        () => 'works',
        (error) => error.data.error,
      );

  it('gives a pair for a token that never ended, once, and ends that token', async () => {
    const pair = await exchange(BOT_TOKEN);

    expect(pair).toMatchObject({ expires_in: 12 * HOURS, token_type: 'bot', team: { id: 'T0MESH' } });
    expect(pair.access_token).toMatch(/^xoxe\.xoxb-/);
    expect(await works(pair.access_token)).toBe('works');
    expect(await works(BOT_TOKEN)).toBe('token_revoked');
    await expect(exchange(BOT_TOKEN)).rejects.toMatchObject({ data: { error: 'token_already_exchanged' } });
    await expect(exchange('xoxb-strange')).rejects.toMatchObject({ data: { error: 'invalid_token' } });
  });

  it('takes a refresh token once, and lets the access token before it work until it ends', async () => {
    const first = await exchange(BOT_TOKEN);
    test.clock.advance(6 * HOURS);
    const second = await refresh(first.refresh_token);

    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect([await works(first.access_token), await works(second.access_token)]).toEqual(['works', 'works']);
    await expect(refresh(first.refresh_token)).rejects.toMatchObject({
      data: { error: 'invalid_refresh_token' },
    });

    test.clock.advance(6 * HOURS);
    expect([await works(first.access_token), await works(second.access_token)]).toEqual([
      'token_expired',
      'works',
    ]);
  });

  it('renews a token that has ended, since a refresh token does not end', async () => {
    const first = await exchange(BOT_TOKEN);
    test.clock.advance(48 * HOURS);

    const second = await refresh(first.refresh_token);

    expect(await works(first.access_token)).toBe('token_expired');
    expect(await works(second.access_token)).toBe('works');
  });

  it('lets two tokens work beside each other, and no third', async () => {
    const first = await exchange(BOT_TOKEN);
    const second = await refresh(first.refresh_token);
    const third = await refresh(second.refresh_token);

    expect(await works(first.access_token)).toBe('invalid_auth');
    expect([await works(second.access_token), await works(third.access_token)]).toEqual(['works', 'works']);
  });

  it('renews nothing once the app was taken out, nor for a strange client or grant', async () => {
    const pair = await exchange(BOT_TOKEN);
    const strange = (change: Record<string, string>) =>
      nobody()
        .apiCall('oauth.v2.access', { ...credentials, refresh_token: pair.refresh_token, ...change })
        .catch((error) => error.data.error);

    expect(await strange({ grant_type: 'refresh_token', client_secret: 'x' })).toBe('bad_client_secret');
    expect(await strange({ grant_type: 'password' })).toBe('invalid_grant_type');
    await test.sim('uninstall', { workspace: 'T0MESH' });
    expect(await strange({ grant_type: 'refresh_token' })).toBe('invalid_refresh_token');
    expect(await works(pair.access_token)).toBe('token_revoked');
  });
});

it('exchanges no token for an app without token rotation', async () => {
  const test = await startTestSlack({ client: CLIENT });

  await expect(
    new WebClient(undefined, {
      slackApiUrl: `${test.url}/api/`,
      retryConfig: { retries: 0 },
    }).oauth.v2.exchange({ client_id: CLIENT.id, client_secret: CLIENT.secret, token: BOT_TOKEN }),
  ).rejects.toMatchObject({ data: { error: 'token_rotation_not_enabled' } });
  await test.close();
});
