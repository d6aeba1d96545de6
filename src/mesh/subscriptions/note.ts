/**
 * A note as it is stored. The library keeps notes as a set, which has no order, no author and drops repeats; the instant in front
 * brings all three back, and the text stays readable there.
 */
function noteText(text: string, by: string, at: Date): string {
  return `${at.toISOString()} ${by}: ${text}`;
}

/** Notes with one more; unchanged where there is nothing to note. */
export function withNote(
  notes: readonly string[],
  text: string | undefined,
  by: string,
  at: Date,
): readonly string[] {
  return text === undefined || text.trim() === '' ? notes : [...notes, noteText(text.trim(), by, at)];
}
