/**
 * The library's spellings as commander's: `--source_database_name` is `--source-database-name`, and `help` may stand behind the command.
 * Values are left alone, also those that begin with dashes after `=`.
 */
export function normaliseArguments(argv: readonly string[]): readonly string[] {
  const dashed = argv.map((word) => {
    const match = /^--([a-z0-9_-]+)(=.*)?$/s.exec(word);
    return match ? `--${(match[1] ?? '').replaceAll('_', '-')}${match[2] ?? ''}` : word;
  });
  const [command, second] = dashed;
  return second === 'help' && command !== undefined && command !== 'help' ? ['help', command] : dashed;
}
