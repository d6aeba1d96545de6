import { InvalidRequestError } from '../../mesh/errors.ts';

const UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 604_800 };

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
  const [, count, unit = ''] = /^([1-9]\d{0,3})(h|d|w)(ours?|ays?|eeks?)?$/.exec(length) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(seconds)) {
    throw new InvalidRequestError('BAD_DURATION', 'no length', {
      userMessage: 'How much longer? For example `/mesh extend 7CgYRwnaaZZWSwa2YzLPFV 30d`.',
    });
  }
  return { subscriptionId, seconds };
}
