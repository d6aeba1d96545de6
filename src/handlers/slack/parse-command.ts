export interface ParsedCommand {
  /** Lower case; empty when nothing was typed. */
  readonly verb: string;
  /** The rest, with typographic quotes and surrounding quotes taken off. */
  readonly words: string;
}

/**
 * Reads what follows `/mesh`. People paste non-breaking spaces, smart quotes and capitals; all are accepted.
 * @see errbotio/errbot issue 1145 and botman/botman issue 775 for typed input that parsers trip over
 */
export function parseCommand(text: string): ParsedCommand {
  const clean = text
    .replace(/[\s\u00a0\u2007\u202f]+/g, ' ')
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .trim();
  const [, verb = '', rest = ''] = /^(\S*) ?(.*)$/.exec(clean) ?? [];
  return { verb: verb.toLowerCase(), words: rest.replace(/^(["'])(.*)\1$/, '$2').trim() };
}
