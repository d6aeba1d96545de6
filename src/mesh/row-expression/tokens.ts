import { expressionFault } from './fault.ts';

export type Token =
  | { readonly kind: 'name'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

const PATTERNS: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['text', /'(?:[^']|'')*'/y],
  ['number', /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /"(?:[^"]|"")+"(?:\.(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))*/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_$]*(?:\.(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))*/uy],
  ['sign', /<=|>=|<>|!=|[=<>(),]/y],
];

/** The words of a row filter's expression. Throws `InvalidRequestError` (`BAD_ROW_EXPRESSION`). */
export function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const found = tokenAt(expression, at);
    if (!found) {
      throw expressionFault(problemAt(expression, at));
    }
    at = found.end;
    tokens.push(...found.tokens);
  }
  return tokens;
}

function tokenAt(expression: string, at: number) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(expression)?.[0];
    if (text !== undefined) {
      return { end: at + text.length, tokens: kind === 'space' ? [] : [token(kind, text)] };
    }
  }
  return undefined;
}

function token(kind: Token['kind'], text: string): Token {
  if (kind === 'text') {
    return { kind, text: text.slice(1, -1).replaceAll("''", "'") };
  }
  return kind === 'name'
    ? { kind, text: text.replaceAll('"', ''), isQuoted: text.startsWith('"') }
    : { kind, text };
}

function problemAt(expression: string, at: number): string {
  const rest = expression.slice(at);
  if (rest.startsWith("'")) {
    return `The text that begins with ${rest.slice(0, 20)} has no closing quote. Close it with '; a quote within it is written twice.`;
  }
  if (rest.startsWith('"')) {
    return "A name in double quotes is not closed. Texts go in single quotes, as in country = 'DE'.";
  }
  if (rest.startsWith('--') || rest.startsWith('/*') || rest.startsWith(';')) {
    return 'Comments and semicolons cannot be part of a row filter. Leave them out.';
  }
  const character = [...rest][0] ?? '';
  return `"${character}" cannot be part of a row filter. Compare columns with values, as in country = 'DE' AND amount >= 100.`;
}
