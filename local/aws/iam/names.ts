import { AwsError } from '../wire/aws-error.ts';

/** `EntityNotFound` in IAM's words. */
export function noSuchEntity(kind: string, name: string): AwsError {
  return new AwsError('NoSuchEntityException', `The ${kind} with name ${name} cannot be found.`);
}

/** Throws unless the name is one that IAM takes; `limit` in characters. */
export function checkName(member: string, name: string, limit: number): void {
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
      { status: 400 },
    );
  }
  if (name.length > limit) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
      { status: 400 },
    );
  }
}

export function checkPath(path: string): void {
  if (!/^\/(?:[\x21-\x7e]*\/)?$/.test(path)) {
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
      { status: 400 },
    );
  }
}

/** One page of an IAM list: `Marker`, `MaxItems`, `IsTruncated`. */
export function iamPage<T>(
  items: readonly T[],
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
) {
  const start = input.Marker === undefined ? 0 : Number(Buffer.from(input.Marker, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError('ValidationError', 'Invalid Marker.', { status: 400 });
  }
  const end = start + Math.min(input.MaxItems ?? 100, 1000);
  const more = end < items.length;
  return {
    page: items.slice(start, end),
    IsTruncated: more,
    ...(more ? { Marker: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
