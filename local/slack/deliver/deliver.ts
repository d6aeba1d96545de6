import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualClock } from '../../clock.ts';
import type { Faults } from '../faults.ts';
import type { Inspector } from '../inspector.ts';

/** How long Slack waits for the app. @see https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
const ACK_LIMIT_MS = 3000;

export interface Delivered {
  /** HTTP status of the app's answer; 0 when there was none in time. */
  readonly status: number;
  readonly ackMs: number;
  /** Slack's word for what went wrong; absent when the app answered 2xx in time. */
  readonly error?: 'operation_timeout' | 'dispatch_failed';
  /** Why, as Slack tells the Events API in `X-Slack-Retry-Reason`. */
  readonly reason?: 'http_timeout' | 'http_error' | 'connection_failed';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Number of the inspector's entry. */
  readonly entry: number;
}

export interface Delivery {
  readonly kind: string;
  readonly user?: string;
  readonly contentType: 'application/x-www-form-urlencoded' | 'application/json';
  readonly body: string;
  /** Shown by the inspector instead of the encoded body. */
  readonly shown: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends one signed request to the app and waits at most three seconds. Never throws for what the app does. */
export type Deliver = (delivery: Delivery) => Promise<Delivered>;

export interface DeliverOptions {
  readonly clock: VirtualClock;
  readonly appUrl: () => string;
  readonly signingSecret: string;
  readonly inspector: Inspector;
  readonly faults: Faults;
  /** Aborted when the stand-in closes. */
  readonly signal: AbortSignal;
}

export function createDeliver({
  clock,
  appUrl,
  signingSecret,
  inspector,
  faults,
  signal,
}: DeliverOptions): Deliver {
  return async ({ kind, user, contentType, body, shown, headers = {} }) => {
    const timestamp = String(Math.floor(clock.now() / 1000));
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    const signed = {
      ...headers,
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    };
    const fault = faults.take(`deliver:${kind}`);
    const started = performance.now();
    const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
    const entry = inspector.add({
      to: 'app',
      kind,
      status: 0,
      ackMs: 0,
      request: shown,
      ...(user ? { user } : {}),
    });
    const finish = (result: Omit<Delivered, 'entry' | 'ackMs'>): Delivered => {
      const delivered = { ...result, ackMs: elapsed(), entry: entry.id };
      const { status, ackMs, error } = delivered;
      inspector.amend(entry.id, { status, ackMs, response: result.body, ...(error ? { error } : {}) });
      return delivered;
    };
    const exchange = async (): Promise<Answer> => {
      if (fault?.kind === 'slow') {
        await sleep(fault.ms ?? 0, undefined, { signal });
      }
      return send(new URL('/slack/events', appUrl()), signed, body, signal);
    };
    const answer = exchange();
    const late = Symbol('late');
    const timer = new AbortController();
    const first = await Promise.race([
      answer.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
      sleep(ACK_LIMIT_MS, late, { signal: timer.signal }).catch(() => late),
    ]);
    timer.abort();
    if (first === late || fault?.kind === 'drop') {
      void noteLateAnswer(answer, (status) =>
        inspector.amend(entry.id, { note: `answered ${status} after ${Math.round(elapsed())} ms` }),
      );
      return finish({ status: 0, error: 'operation_timeout', reason: 'http_timeout', headers: {}, body: '' });
    }
    if (first instanceof Error || typeof first === 'symbol') {
      const body = typeof first === 'symbol' ? '' : first.message;
      return finish({ status: 0, error: 'dispatch_failed', reason: 'connection_failed', headers: {}, body });
    }
    const ok = first.status >= 200 && first.status < 300;
    return finish(ok ? first : { ...first, error: 'dispatch_failed', reason: 'http_error' });
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The app goes on working after Slack has turned away, so the request is left to end by itself. */
async function noteLateAnswer(answer: Promise<Answer>, note: (status: number) => void): Promise<void> {
  try {
    note((await answer).status);
  } catch {
    note(0);
  }
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers, signal, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const flat = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
