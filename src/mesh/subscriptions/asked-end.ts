import { InvalidRequestError } from '../errors.ts';
import { epoch } from './dates.ts';
import type { Subscription } from './subscription.ts';

/** What a request asks for: a length that begins with the approval, or an end that stays where it is. Throws `InvalidRequestError` (`END_IN_PAST`). */
export function askedEnd(
  {
    durationSeconds,
    expiresAt,
  }: { readonly durationSeconds?: number | undefined; readonly expiresAt?: number | undefined },
  now: Date,
): Pick<Subscription, 'requestedSeconds' | 'expiresAt'> {
  if (expiresAt === undefined) {
    return durationSeconds === undefined ? {} : { requestedSeconds: durationSeconds };
  }
  if (expiresAt <= epoch(now)) {
    throw new InvalidRequestError('END_IN_PAST', `asked for until ${expiresAt}, which is over`, {
      userMessage: 'The day until which this is asked for is over. Choose a later one.',
    });
  }
  return { expiresAt };
}
