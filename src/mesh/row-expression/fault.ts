import { InvalidRequestError } from '../errors.ts';

/** Why an expression cannot be a row filter, in one sentence or two; shown at the form's field. */
export function expressionFault(sentence: string): InvalidRequestError {
  return new InvalidRequestError('BAD_ROW_EXPRESSION', `row expression: ${sentence}`, {
    userMessage: sentence,
    fields: { expression: sentence },
  });
}
