import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, type VirtualClock } from '../../../local/clock.ts';
import { BOT_TOKEN, startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

/** Stands still until it is moved, so that a slow machine refills no bucket. */
function frozenClock(): VirtualClock {
  let now = Date.now();
  return {
    ...createClock(),
    now: () => now,
    advance: (seconds) => {
      now += seconds * 1000;
    },
  };
}

describe('rate limits', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack({ clock: frozenClock() });
  });
  afterEach(() => test.close());

  async function call(method: string, body: Record<string, unknown>): Promise<Response> {
    return fetch(`${test.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${BOT_TOKEN}` },
      body: JSON.stringify(body),
    });
  }
  async function callTimes(times: number, method: string, body: Record<string, unknown>): Promise<number[]> {
    const statuses: number[] = [];
    for (let i = 0; i < times; i += 1) {
      statuses.push((await call(method, body)).status);
    }
    return statuses;
  }

  it('allows one post a second in a channel after a short burst, says 429 with Retry-After, and leaves other channels alone', async () => {
    const burst = await callTimes(5, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    const refused = await call('chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    const [elsewhere] = await callTimes(1, 'chat.postMessage', { channel: 'C0SALES', text: 'x' });
    test.clock.advance(1);
    const [later] = await callTimes(1, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });

    expect(burst).toEqual([200, 200, 200, 200, 200]);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect([elsewhere, later]).toEqual([200, 200]);
    expect(test.channel('C0GENERAL').messages).toHaveLength(6);
  });

  it.each([
    ['usergroups.users.list', { usergroup: 'S0SALES' }, 20],
    ['chat.update', { channel: 'C0GENERAL', ts: '1.000001', text: 'x' }, 50],
    ['users.info', { user: 'U0ANA' }, 100],
  ])('allows %s %#: its tier a minute', async (method, args, perMinute) => {
    const statuses = await callTimes(perMinute + 1, method, args);
    test.clock.advance(60);
    const [afterAMinute] = await callTimes(1, method, args);

    expect(statuses.slice(0, perMinute).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    expect(afterAMinute).toBe(200);
  });

  it('can be read, so that a person sees how close the app is to them', async () => {
    await callTimes(3, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });
    const before = test.slack.state()['rates'];
    test.clock.advance(61);

    expect(before).toContainEqual({ key: 'post:C0GENERAL', left: 2, of: 5 });
    expect(test.slack.state()['rates']).toEqual([]);
  });

  it('is seen by the official client as a rate limit', async () => {
    await callTimes(5, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x' });

    await expect(test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' })).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 1,
    });
  });
});

describe('rate limits that are switched off', () => {
  it('lets everything through', async () => {
    const test = await startTestSlack({ rateLimitSpeed: 0 });

    const posts = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        test.client.chat.postMessage({ channel: 'C0GENERAL', text: `${i}` }),
      ),
    );

    expect(posts.every(({ ok }) => ok)).toBe(true);
    await test.close();
  });
});
