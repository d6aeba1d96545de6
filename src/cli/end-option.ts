import { endOfDay } from '../blocks/until-input.ts';
import { Duration, secondsOf } from '../handlers/policy/duration.ts';
import { UsageError } from './usage-error.ts';

const DAY = 86_400;

/** Epoch seconds of the last second of a day, UTC; `undefined` where there is no such day: `Date.parse` reads 30 February as 2 March. */
export function lastSecondOf(day: string): number | undefined {
  const end = endOfDay(day);
  return end === undefined ? undefined : end - 1;
}

/** Epoch seconds of `2027-01-31` (the end of that day, UTC) or `2027-01-31T12:00:00Z`. Throws `UsageError`. */
export function untilOption(until: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59Z` : until;
  const isKnown =
    /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(day) && lastSecondOf(day.slice(0, 10)) !== undefined;
  const at = isKnown ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new UsageError(`--until takes 2027-01-31 or 2027-01-31T12:00:00Z, not "${until}".`);
  }
  return Math.floor(at / 1000);
}

/** Seconds of `36h`, `30d` or `2w`. Throws `UsageError`. */
export function forOption(length: string): number {
  const parsed = Duration.safeParse(length);
  if (!parsed.success) {
    throw new UsageError(`--for takes 36h, 30d or 2w, not "${length}".`);
  }
  return secondsOf(parsed.data);
}

/** A new end, in epoch seconds; `null` for none, `undefined` where nothing is said of it. Throws `UsageError` where more than one is. */
export function newEnd(
  values: { readonly for?: string; readonly until?: string; readonly endless?: boolean },
  now: number,
): number | null | undefined {
  const said = [values.for, values.until, values.endless].filter((each) => each !== undefined);
  if (said.length > 1) {
    throw new UsageError('Say one of --for, --until and --endless.');
  }
  if (values.endless) {
    return null;
  }
  if (values.for !== undefined) {
    return now + forOption(values.for);
  }
  return values.until === undefined ? undefined : untilOption(values.until);
}

/** Seconds of a number of days. Throws `UsageError`. */
export function daysOption(days: string): number {
  const number = Number(days);
  if (!Number.isFinite(number) || number <= 0) {
    throw new UsageError(`--days takes a number above 0, not "${days}".`);
  }
  return Math.round(number * DAY);
}

/** Epoch seconds at which a last day ends. Throws `UsageError`. */
export function lastDayOption(day: string): number {
  const end = endOfDay(day.trim());
  if (end === undefined) {
    throw new UsageError(`--until takes a day such as 2027-03-31, not "${day}".`);
  }
  return end;
}
