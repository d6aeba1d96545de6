import { InvalidRequestError } from '../errors.ts';

export interface Period {
  /** Epoch seconds, counted in. */
  readonly from?: number;
  /** Epoch seconds, counted in. */
  readonly to?: number;
}

const DAY = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/;

/**
 * `2026-01-01..2026-03-31`, with days or months in UTC, either side left out, or one day or month alone. The last day or month is counted whole.
 * Throws `InvalidRequestError` (`BAD_PERIOD`).
 */
export function parsePeriod(text: string): Period {
  const trimmed = text.trim();
  if (trimmed === '') {
    return {};
  }
  const parts = trimmed.split('..');
  const [first = '', last = first] = parts;
  const from = first === '' ? undefined : firstSecond(first, trimmed);
  const to = last === '' ? undefined : lastSecond(last, trimmed);
  if (parts.length > 2 || (from === undefined && to === undefined)) {
    throw badPeriod(trimmed);
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw badPeriod(trimmed);
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function firstSecond(text: string, whole: string): number {
  const [year, month, day] = dayOf(text, whole);
  return Date.UTC(year, month - 1, day ?? 1) / 1000;
}

function lastSecond(text: string, whole: string): number {
  const [year, month, day] = dayOf(text, whole);
  const next = day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
  return next / 1000 - 1;
}

function dayOf(text: string, whole: string): readonly [number, number, number | undefined] {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const date = new Date(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
  // A day that the month does not have would be taken for one of the next.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== `${year}-${month}-${day ?? '01'}`) {
    throw badPeriod(whole);
  }
  return [Number(year), Number(month), day === undefined ? undefined : Number(day)];
}

function badPeriod(text: string): InvalidRequestError {
  return new InvalidRequestError('BAD_PERIOD', `period ${text}`, {
    userMessage:
      'Write the period as two days or months in UTC, for example 2026-01-01..2026-03-31, 2026-01..2026-03 or 2026-02..',
  });
}
