import { InvalidRequestError } from '../../mesh/errors.ts';
import { parsePeriod } from '../../mesh/ledger/period.ts';
import { Duration, secondsOf } from '../policy/duration.ts';

export type DelegateWords =
  | { readonly kind: 'end'; readonly id: string }
  | {
      readonly kind: 'add';
      /** Slack ids; `from` is absent where people hand on what they themselves decide. */
      readonly to: string;
      readonly from?: string;
      /** A team or a product, as it was typed; empty: everything. */
      readonly scope: string;
      /** Epoch seconds: the first that counts, and the first that does not any more. */
      readonly begins: number;
      readonly ends: number;
      readonly reason?: string;
    };

const USAGE =
  'Say who stands in, and from when to when: `/mesh delegate @cleo 2026-12-21..2027-01-04 holidays`, or `/mesh delegate @cleo sales 14d`. Days are in UTC, the last one is counted whole. `/mesh delegate end <id>` ends one; `/mesh delegates` shows them.';

/** `@user [for @other] [team|product] from..to|14d [reason]`, or `end <id>`. Throws `InvalidRequestError` (`BAD_DELEGATION`, `BAD_PERIOD`). */
export function parseDelegateWords(words: string, now: number): DelegateWords {
  const [first = '', ...rest] = words.split(' ').filter((word) => word !== '');
  if (first.toLowerCase() === 'end') {
    const [id = ''] = rest;
    if (!/^[\w-]{8,64}$/.test(id)) {
      throw unclear();
    }
    return { kind: 'end', id };
  }
  const to = userOf(first);
  const from = rest[0]?.toLowerCase() === 'for' ? userOf(rest[1] ?? '') : undefined;
  const more = from === undefined ? rest : rest.slice(2);
  const at = more.findIndex(isTime);
  if (to === undefined || (rest[0]?.toLowerCase() === 'for' && from === undefined) || at < 0) {
    throw unclear();
  }
  const reason = more.slice(at + 1).join(' ');
  return {
    kind: 'add',
    to,
    ...(from === undefined ? {} : { from }),
    scope: more.slice(0, at).join(' '),
    ...timeOf(more[at] ?? '', now),
    ...(reason === '' ? {} : { reason: reason.slice(0, 300) }),
  };
}

/** Slack sends a mention as `<@U0ANA|ana>`. */
function userOf(word: string): string | undefined {
  return /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^@?([UW][A-Z0-9]{2,})$/.exec(word)?.[1];
}

function isTime(word: string): boolean {
  return /^\d{4}-\d{2}/.test(word) || word.startsWith('..') || Duration.safeParse(word.toLowerCase()).success;
}

export function timeOf(word: string, now: number): { readonly begins: number; readonly ends: number } {
  const length = Duration.safeParse(word.toLowerCase());
  if (length.success) {
    return { begins: now, ends: now + secondsOf(length.data) };
  }
  const { from = now, to } = parsePeriod(word);
  if (to === undefined) {
    throw new InvalidRequestError('BAD_DELEGATION', `${word} has no last day`, {
      userMessage: 'Name the last day too, for example 2026-12-21..2027-01-04: nobody stands in for ever.',
    });
  }
  return { begins: from, ends: to + 1 };
}

function unclear(): InvalidRequestError {
  return new InvalidRequestError('BAD_DELEGATION', 'the words do not say who stands in, or when', {
    userMessage: USAGE,
  });
}
