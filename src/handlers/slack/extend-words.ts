import { InvalidRequestError } from '../../mesh/errors.ts';
import { Duration, secondsOf } from '../policy/duration.ts';

export interface ExtendWords {
  readonly subscriptionId: string;
  /** Absent: the form asks. */
  readonly seconds?: number;
}

/** `<id> [30d|2w|36h|90 days]`. Throws `InvalidRequestError` (`BAD_DURATION`) for another length; the id is looked at by the worker. */
export function parseExtendWords(words: string): ExtendWords {
  const [subscriptionId = '', ...rest] = words.split(' ');
  const length = rest.join('').toLowerCase();
  if (length === '') {
    return { subscriptionId };
  }
  const short = length.replace(/^for/, '').replace(/(hours?|days?|weeks?)$/, (unit) => unit.slice(0, 1));
  const parsed = Duration.safeParse(short);
  if (!parsed.success) {
    throw new InvalidRequestError('BAD_DURATION', 'a length that cannot be read', {
      userMessage:
        'Say how much longer as hours, days or weeks, for example `/mesh extend 7CgYRwnaaZZWSwa2YzLPFV 30d`. Without a length, a form asks.',
    });
  }
  return { subscriptionId, seconds: secondsOf(parsed.data) };
}
