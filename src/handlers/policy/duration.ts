import * as z from 'zod/mini';

const UNITS: Readonly<Record<string, number>> = { h: 3600, d: 86_400, w: 604_800 };

/** A length of time as policies write it: `36h`, `90d`, `2w`. */
export const Duration = z
  .string()
  .check(z.regex(/^[1-9]\d{0,3}[hdw]$/, 'not a length of time such as 36h, 90d or 2w'));

/** Seconds of what {@link Duration} has let through. */
export function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNITS[duration.slice(-1)] ?? Number.NaN);
}
