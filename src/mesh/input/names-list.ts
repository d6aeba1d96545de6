import { InvalidRequestError } from '../errors.ts';

const LONGEST = 255;

/** One Glue name: trimmed and folded to lower case, as Glue does on every write. Throws `InvalidRequestError` (`BAD_NAME`). */
export function foldName(name: string, what: string): string {
  const folded = name.trim().toLowerCase();
  const problem = problemOf(folded);
  if (problem) {
    throw new InvalidRequestError('BAD_NAME', `${what} name ${problem}`, {
      userMessage: `The ${what} name ${problem}.`,
      fields: { [what]: `The ${what} name ${problem}.` },
    });
  }
  return folded;
}

function problemOf(name: string): string | undefined {
  if (name === '') {
    return 'is empty';
  }
  if (Buffer.byteLength(name) > LONGEST) {
    return `is longer than ${LONGEST} bytes`;
  }
  // Control characters and the separators of ARNs would make one name look like another.
  return /[\p{Cc}\p{Cs}/*?]/u.test(name) ? 'contains a character that Glue names cannot have' : undefined;
}

/**
 * A list or a comma-separated text as a list of trimmed, folded, different names.
 * Throws `InvalidRequestError` (`EMPTY_LIST`, `BAD_NAME`).
 */
export function nameList(
  names: string | readonly string[] | null | undefined,
  what: string,
): readonly string[] {
  const parts = typeof names === 'string' ? names.split(',') : (names ?? []);
  const folded = [...new Set(parts.filter((part) => part.trim() !== '').map((part) => foldName(part, what)))];
  if (folded.length === 0) {
    throw new InvalidRequestError('EMPTY_LIST', `no ${what} named`, {
      userMessage: `Name at least one ${what}.`,
      fields: { [what]: `Name at least one ${what}.` },
    });
  }
  return folded;
}
