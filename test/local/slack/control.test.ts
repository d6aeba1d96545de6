import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

describe('the control contract', () => {
  let test: TestSlack;
  const awsFaults: unknown[] = [];
  beforeEach(async () => {
    awsFaults.length = 0;
    test = await startTestSlack({ awsFaults: { inject: (fault) => awsFaults.push(fault) } });
  });
  afterEach(() => test.close());

  /** A request whose Host header can be chosen, which `fetch` does not allow. */
  function raw(path: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = request(`${test.url}${path}`, { method, headers }, (incoming) => {
        incoming.resume();
        incoming.on('end', () => resolve(incoming.statusCode ?? 0));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  it('shows the state in the agreed form', async () => {
    await test.sim('command', { user: 'U0ANA', channel: 'general', text: 'help' });

    const state = JSON.parse(await (await fetch(`${test.url}/_sim/state`)).text());

    expect(state).toMatchObject({
      users: expect.arrayContaining([expect.objectContaining({ id: 'U0ANA', realName: 'Ana' })]),
      channels: expect.arrayContaining([
        expect.objectContaining({ id: 'C0GENERAL', name: 'general', messages: [] }),
      ]),
      views: {},
      ephemerals: [],
      requests: [{ kind: 'command', status: 200, ackMs: expect.any(Number) }],
      clock: { now: expect.any(Number) },
    });
  });

  it.each([
    ['command', { user: 'U0ANA', channel: 'C0GENERAL' }, 400],
    ['command', { user: 'nobody', channel: 'C0GENERAL', text: '/mesh' }, 404],
    ['command', { user: 'U0ANA', channel: 'C0PRIVATE', text: '/mesh' }, 404],
    ['action', { user: 'U0ANA', action_id: 'x' }, 400],
    ['submit', { user: 'U0ANA', view_id: 'V0' }, 404],
    ['options', { user: 'U0ANA', view_id: 'V0', action_id: 'x', query: 'a' }, 404],
    ['clock', { advanceSeconds: -1 }, 400],
    ['clock', { now: 'yesterday' }, 400],
    ['clock', {}, 400],
    ['faults', { target: 'moon', operation: '*', kind: 'drop', count: 1 }, 400],
    ['faults', { target: 'slack', operation: '*', kind: 'drop', count: 0 }, 400],
    ['message', { user: 'U0GUS', channel: 'C0GENERAL', text: 'hi' }, 409],
    ['channel', { channel: 'C9' }, 404],
    ['uninstall', { workspace: 'T0OTHER' }, 404],
    ['nothing', {}, 404],
  ])('answers bad input to %s %j with %i and a sentence', async (verb, body, status) => {
    const answer = await test.sim(verb, body);

    expect(answer.http).toBe(status);
    expect(answer.error).toEqual(expect.stringMatching(/\w+ \w+/));
  });

  it('answers JSON that cannot be read with 400', async () => {
    const response = await fetch(`${test.url}/_sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it('serves only its own Host and Origin, and only JSON', async () => {
    const json = { 'content-type': 'application/json' };

    expect(await raw('/_sim/state', {})).toBe(200);
    expect(await raw('/_sim/state', { origin: test.url })).toBe(200);
    expect(await raw('/_sim/state', { host: 'evil.example' })).toBe(403);
    expect(await raw('/_sim/state', { host: `evil.example:${new URL(test.url).port}` })).toBe(403);
    expect(await raw('/_sim/state', { origin: 'https://evil.example' })).toBe(403);
    expect(await raw('/_sim/state', { origin: 'null' })).toBe(403);
    expect(await raw('/_sim/clock', json, 'POST', '{"advanceSeconds":1}')).toBe(200);
    expect(await raw('/_sim/clock', { 'content-type': 'text/plain' }, 'POST', '{"advanceSeconds":1}')).toBe(
      415,
    );
  });

  it('moves the clock that everything follows', async () => {
    const advanced = await test.sim('clock', { advanceSeconds: 3600 });
    const set = await test.sim('clock', { now: '2030-01-02T03:04:05Z' });
    await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'from the future' });

    expect(Number(advanced['offset'])).toBe(3_600_000);
    expect(set['iso']).toMatch(/^2030-01-02T03:04:05/);
    expect(test.channel('C0GENERAL').messages[0]?.ts).toMatch(/^18935534\d\d\.\d{6}$/);
  });

  it('throttles, fails, slows and drops calls as often as ordered', async () => {
    const post = () => test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' });
    await test.sim('faults', {
      target: 'slack',
      operation: 'chat.postMessage',
      kind: 'throttle',
      count: 1,
      ms: 30_000,
    });
    await expect(post()).rejects.toMatchObject({ retryAfter: 30 });
    await test.sim('faults', { target: 'slack', operation: 'chat.postMessage', kind: 'error', count: 1 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    await test.sim('faults', {
      target: 'slack',
      operation: 'chat.postMessage',
      kind: 'error',
      count: 1,
      code: 'is_archived',
    });
    await expect(post()).rejects.toMatchObject({ data: { error: 'is_archived' } });
    await test.sim('faults', { target: 'slack', operation: 'chat.postMessage', kind: 'drop', count: 1 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    await test.sim('faults', { target: 'slack', operation: '*', kind: 'slow', count: 1, ms: 200 });
    const started = Date.now();
    await post();

    expect(Date.now() - started).toBeGreaterThanOrEqual(195);
    expect(test.channel('C0GENERAL').messages).toHaveLength(2);
    expect(test.slack.state()['faults']).toEqual([]);
  });

  it('can lose the answer of the app to a gesture that the app has handled', async () => {
    await test.sim('faults', { target: 'slack', operation: 'deliver:command', kind: 'drop', count: 1 });

    const answer = await test.sim('command', { user: 'U0ANA', channel: 'general', text: '/mesh' });

    expect(answer).toMatchObject({ ok: false, error: 'operation_timeout' });
    expect(test.app.heard).toHaveLength(1);
  });

  it('hands faults of AWS to the other stand-in', async () => {
    const fault = { target: 'aws', operation: 'GrantPermissions', kind: 'throttle', count: 2 };

    await test.sim('faults', fault);

    expect(awsFaults).toEqual([fault]);
  });

  it('archives a channel and takes the bot out of it', async () => {
    await test.sim('channel', { channel: 'C0GENERAL', isArchived: true });
    await test.sim('channel', { channel: 'C0SALES', botIsMember: false });

    await expect(test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' })).rejects.toMatchObject({
      data: { error: 'is_archived' },
    });
    await expect(test.client.chat.postMessage({ channel: 'C0SALES', text: 'x' })).rejects.toMatchObject({
      data: { error: 'not_in_channel' },
    });
  });

  it('keeps bodies out of the state, and gives those of one request when asked', async () => {
    await test.sim('command', { user: 'U0ANA', channel: 'general', text: '/mesh help' });
    const get = async (path: string) => {
      const response = await fetch(`${test.url}/_sim/${path}`);
      return { status: response.status, body: JSON.parse(await response.text()) };
    };

    const { body: state } = await get('state');
    const { body: entry } = await get(`requests/${state.requests[0].id}`);

    expect(state.requests[0]).not.toHaveProperty('request');
    expect(entry).toMatchObject({ kind: 'command', request: { command: '/mesh', text: 'help' } });
    expect(await get('requests/9999')).toMatchObject({ status: 404, body: { error: expect.any(String) } });
  });

  it('tells open pages of every change', async () => {
    const stop = new AbortController();
    const response = await fetch(`${test.url}/_sim/events`, { signal: stop.signal });
    const reader = response.body?.getReader();
    await reader?.read();

    await test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' });
    const { value } = (await reader?.read()) ?? {};

    expect(new TextDecoder().decode(value)).toMatch(/^event: changed\ndata: \d+\n\n$/);
    stop.abort();
  });
});
