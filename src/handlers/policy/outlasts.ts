import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Outcome } from './outcome.ts';

/** Whether an access ends later than one could that begins at `now`, in epoch seconds. */
export function outlasts(
  { expiresAt }: Pick<Subscription, 'expiresAt'>,
  { endless, longestSeconds }: Pick<Outcome, 'endless' | 'longestSeconds'>,
  now: number,
): boolean {
  return expiresAt === undefined
    ? !endless
    : longestSeconds !== undefined && expiresAt > now + longestSeconds;
}
