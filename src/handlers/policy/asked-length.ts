import type { Subscription } from '../../mesh/subscriptions/subscription.ts';

/**
 * Seconds that a request asks for, counted from `now` in epoch seconds where it names its end instead of a length; `undefined` where it asks for no end.
 * The end of a granted access says nothing of what was asked.
 */
export function askedLength(
  {
    requestedSeconds,
    expiresAt,
    status,
  }: Pick<Subscription, 'requestedSeconds'> & Partial<Pick<Subscription, 'expiresAt' | 'status'>>,
  now: number,
): number | undefined {
  return requestedSeconds === undefined && expiresAt !== undefined && status === 'Pending'
    ? Math.max(1, expiresAt - now)
    : requestedSeconds;
}
