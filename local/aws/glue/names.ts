import { AwsError } from '../wire/aws-error.ts';

export function invalid(message: string): AwsError {
  return new AwsError('InvalidInputException', message);
}

/**
 * A name as Glue stores it: in lower case, 1 to 255 bytes, no control characters.
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
export function foldName(name: string, what: string): string {
  if (name.length === 0 || Buffer.byteLength(name) > 255) {
    throw new AwsError(
      'InvalidInputException',
      `1 validation error detected: Value '${name}' at '${what}' failed to satisfy constraint: Member must have length between 1 and 255`,
    );
  }
  if (/\p{Cc}/u.test(name)) {
    throw invalid(
      `Value at '${what}' failed to satisfy constraint: Member must satisfy regular expression pattern [\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*`,
    );
  }
  return name.toLowerCase();
}
