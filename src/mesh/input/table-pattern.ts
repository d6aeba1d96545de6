import { RE2JS, RE2JSSyntaxException } from 're2js';
import { InvalidRequestError } from '../errors.ts';

/**
 * A test for whole table names by a regular expression. RE2 needs time linear in the name, whatever the expression, so that nobody's
 * pattern can hold the engine up; it has no look-around and no back-references. Absent: every name. Throws `InvalidRequestError` (`BAD_PATTERN`).
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function tablePattern(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression.trim() === '') {
    return () => true;
  }
  try {
    const compiled = RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE);
    return (name) => compiled.matches(name);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      throw new InvalidRequestError('BAD_PATTERN', `table pattern ${expression}: ${error.message}`, {
        userMessage: `"${expression}" is not a regular expression that can be used here: ${error.message}.`,
        cause: error,
      });
    }
    throw error;
  }
}
