import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds from the page to Slack's redirect. */
const LIFE = 10 * 60;

export interface InstallState {
  /** Kept in the browser's cookie, so that a link that somebody else began is refused. */
  readonly nonce: string;
  /** What Slack carries there and back. */
  readonly state: string;
}

/** `secret` is the app's client secret; `now` epoch seconds. */
export function makeInstallState(secret: string, now: number): InstallState {
  const nonce = randomBytes(24).toString('base64url');
  const end = String(now + LIFE);
  return { nonce, state: `${nonce}.${end}.${sign(secret, nonce, end)}` };
}

/** The nonce of a state that this app made, for this browser, not longer than ten minutes ago. */
export function readInstallState(
  secret: string,
  now: number,
  state: string,
  cookie: string | undefined,
): { readonly nonce: string } | { readonly fault: 'wrong' | 'expired' } {
  const [nonce = '', end = '', signature = ''] = state.split('.');
  const expected = Buffer.from(sign(secret, nonce, end));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || cookie !== nonce) {
    return { fault: 'wrong' };
  }
  return Number(end) >= now ? { nonce } : { fault: 'expired' };
}

function sign(secret: string, nonce: string, end: string): string {
  return createHmac('sha256', secret).update(`install:${nonce}:${end}`).digest('base64url');
}
