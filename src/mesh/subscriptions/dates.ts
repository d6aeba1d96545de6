/** Epoch seconds. */
export function epoch(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** Epoch seconds of a record's date; NaN where it is none. */
export function recordEpoch(date: string): number {
  return Date.parse(`${date.replace(' ', 'T')}Z`) / 1000;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC: the library's form, whose host zone nobody can know later. */
export function recordDate(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}
