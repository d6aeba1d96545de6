import { AwsError } from './wire/aws-error.ts';

/** Throws where a request uses something that the stand-in has no answer to: better 501 than a success that did not happen. */
export function refuseMembers(input: object, names: readonly string[]): void {
  const used = Object.entries(input).find(([name, value]) => names.includes(name) && value !== undefined);
  if (used) {
    throw new AwsError('NotImplemented', `${used[0]} is not provided by this local stand-in`, {
      status: 501,
    });
  }
}
