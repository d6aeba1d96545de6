import { endOfDay } from '../../blocks/until-input.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import { Duration, secondsOf } from '../policy/duration.ts';

export interface UntilWords {
  /** Epoch seconds; absent: no end. */
  readonly until?: number;
  /** What follows, as it was typed. */
  readonly note: string;
}

/** `<2027-03-31|90d|never> [why]`. A day counts to its last second, in UTC. Throws `InvalidRequestError` (`BAD_UNTIL`). */
export function untilWords(words: string, now: number): UntilWords {
  const [, first = '', note = ''] = /^(\S*)\s*([\s\S]*)$/.exec(words.trim()) ?? [];
  const word = first.toLowerCase();
  if (word === 'never') {
    return { note };
  }
  if (Duration.safeParse(word).success) {
    return { until: now + secondsOf(word), note };
  }
  const over = endOfDay(word);
  if (over === undefined || over - 1 <= now) {
    throw new InvalidRequestError('BAD_UNTIL', 'no day and no length', {
      userMessage:
        'Say until when, as a day to come or a length, and why: for example `adopt 90d moved from the old mesh` or `ignore 2027-03-31 is replaced in March`. `adopt never …` sets no end.',
    });
  }
  return { until: over - 1, note };
}
