/** Epoch seconds. */
export function epoch(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

/** `YYYY-MM-DD HH:MM:SS` in UTC: the library's form, whose host zone nobody can know later. */
export function recordDate(instant: Date): string {
  return instant.toISOString().slice(0, 19).replace('T', ' ');
}
