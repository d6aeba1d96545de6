/**
 * CloudWatch Logs' filter patterns over JSON lines, as far as the stacks use them: `=`, `IS TRUE`, `= *`, `&&`, `||`, brackets.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matches(pattern: string, line: Readonly<Record<string, unknown>>): boolean {
  const tokens = pattern.replace(/^\{|\}$/g, '').match(/\$\.\w+|"[^"]*"|&&|\|\||IS TRUE|[=*()]/g) ?? [];
  let at = 0;
  const next = (): string => tokens[at++] ?? '';

  function term(): boolean {
    const first = next();
    if (first === '(') {
      const inside = either();
      expectToken(')');
      return inside;
    }
    const value = line[first.slice(2)];
    const operator = next();
    if (operator === 'IS TRUE') {
      return value === true;
    }
    const wanted = next();
    return wanted === '*' ? value !== undefined : value === wanted.slice(1, -1);
  }
  function both(): boolean {
    let result = term();
    while (tokens[at] === '&&') {
      next();
      const right = term();
      result = result && right;
    }
    return result;
  }
  function either(): boolean {
    let result = both();
    while (tokens[at] === '||') {
      next();
      const right = both();
      result = result || right;
    }
    return result;
  }
  function expectToken(token: string): void {
    if (next() !== token) {
      throw new Error(`${pattern}: ${token} is missing`);
    }
  }

  const result = either();
  if (at !== tokens.length) {
    throw new Error(`${pattern} is not understood`);
  }
  return result;
}
