import { RE2JS, RE2JSSyntaxException } from 're2js';
import { ConfigurationError } from '../../mesh/errors.ts';

/**
 * A test for whole values of a field. RE2 needs time linear in the value, so that no owner's pattern can hold the worker up; it has no look-around
 * and no back-references. Throws `ConfigurationError` (`BAD_PATTERN`).
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function fieldPattern(expression: string): (value: string) => boolean {
  try {
    const compiled = RE2JS.compile(expression);
    return (value) => compiled.matches(value);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      throw new ConfigurationError('BAD_PATTERN', `field pattern ${expression}: ${error.message}`, {
        userMessage:
          'The owner’s policy has a pattern that cannot be used, so this cannot be asked for now. Please tell a mesh admin.',
        cause: error,
      });
    }
    throw error;
  }
}
