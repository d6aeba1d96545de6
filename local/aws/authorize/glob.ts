/** IAM's `*` and `?`. Actions are matched without regard to case, resources with. */
export function globMatches(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === '*') {
    return true;
  }
  const source = pattern.replace(/[.+^${}()|[\]\\*?]/g, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : `\\${character}`,
  );
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}
