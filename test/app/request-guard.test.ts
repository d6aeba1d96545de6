import { createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { guardRequest } from '../../src/app/request-guard.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const FORM = 'application/x-www-form-urlencoded';

function sign(body: string, timestamp: number | string, secret: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function event(body: string, headers: Record<string, string>, base64 = false): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'POST /slack/events',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers,
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
    requestContext: {
      accountId: '-',
      apiId: '-',
      domainName: '-',
      domainPrefix: '-',
      http: { method: 'POST', path: '/slack/events', protocol: 'HTTP/1.1', sourceIp: '-', userAgent: '-' },
      requestId: '-',
      routeKey: '-',
      stage: '$default',
      time: '-',
      timeEpoch: NOW,
    },
  };
}

function signed(
  body: string,
  { secret = 'current', at = NOW / 1000, type = FORM } = {},
): Record<string, string> {
  return {
    'X-Slack-Signature': sign(body, at, secret),
    'x-slack-request-timestamp': String(at),
    'Content-Type': type,
  };
}

async function guard(request: APIGatewayProxyEventV2, secrets: readonly string[] = ['current']) {
  const refreshes: boolean[] = [];
  const guarded = await guardRequest(request, {
    now: () => NOW,
    signingSecrets: async ({ refresh }) => {
      refreshes.push(refresh);
      return secrets;
    },
  });
  return { guarded, refreshes };
}

it('hands a signed request on with lower-case headers and a bare content type', async () => {
  const { guarded } = await guard(
    event('text=hello', signed('text=hello', { type: `${FORM}; charset=utf-8` })),
  );

  expect(guarded).toMatchObject({
    ok: true,
    event: { headers: { 'content-type': FORM }, body: 'text=hello' },
  });
});

it('S-11 refuses unsigned, wrongly signed, malformed and old requests with 401, whatever they carry', async () => {
  const body = 'ssl_check=1&payload=%7B%7D';
  const good = signed(body);
  const bad = [
    { 'x-slack-request-timestamp': good['x-slack-request-timestamp'] ?? '', 'content-type': FORM },
    { ...good, 'X-Slack-Signature': sign(body, NOW / 1000, 'wrong') },
    { ...good, 'X-Slack-Signature': 'nonsense' },
    { ...good, 'X-Slack-Signature': good['X-Slack-Signature']?.replace('v0=', 'v1=') ?? '' },
    signed(body, { at: NOW / 1000 - 301 }),
    signed(body, { at: NOW / 1000 + 86_400 }),
    { ...good, 'x-slack-request-timestamp': 'soon' },
  ];

  const answers = await Promise.all(bad.map((headers) => guard(event(body, headers))));

  for (const { guarded } of answers) {
    expect(guarded).toEqual({
      ok: false,
      answer: { statusCode: 401, headers: { 'x-slack-no-retry': '1' }, body: '' },
    });
  }
});

it('reads a base64 body as UTF-8 before it verifies', async () => {
  const body = '{"text":"Zoë 🚀"}';

  const { guarded } = await guard(event(body, signed(body, { type: 'application/json' }), true));

  expect(guarded).toMatchObject({ ok: true, event: { body, isBase64Encoded: false } });
});

it('accepts the previous signing secret during a rotation', async () => {
  const { guarded } = await guard(event('a=1', signed('a=1', { secret: 'previous' })), [
    'current',
    'previous',
  ]);

  expect(guarded.ok).toBe(true);
});

it('asks for fresh secrets once before it refuses', async () => {
  const { guarded, refreshes } = await guard(event('a=1', signed('a=1', { secret: 'unknown' })));

  expect(guarded.ok).toBe(false);
  expect(refreshes).toEqual([false, true]);
});

it('never accepts an empty secret', async () => {
  const { guarded } = await guard(event('a=1', signed('a=1', { secret: '' })), ['']);

  expect(guarded.ok).toBe(false);
});

it('refuses bodies over one mebibyte before it hashes them', async () => {
  const body = 'a'.repeat(1024 * 1024 + 1);

  const { guarded, refreshes } = await guard(event(body, signed(body)));

  expect(guarded).toMatchObject({ ok: false, answer: { statusCode: 413 } });
  expect(refreshes).toEqual([]);
});

it('refuses content types that Slack does not send', async () => {
  const { guarded } = await guard(event('<a/>', signed('<a/>', { type: 'text/xml' })));

  expect(guarded).toMatchObject({ ok: false, answer: { statusCode: 415 } });
});
