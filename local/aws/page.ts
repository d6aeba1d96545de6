import { AwsError } from './wire/aws-error.ts';

export interface Page<T> {
  readonly page: readonly T[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

/** One page of a list. Throws `code` for a token that this stand-in did not give. */
export function pageOf<T>(
  items: readonly T[],
  { token, size, code }: { readonly token: string | undefined; readonly size: number; readonly code: string },
): Page<T> {
  const start =
    token === undefined || token === ''
      ? 0
      : Number(Buffer.from(token, 'base64url').toString().replace(/^at:/, ''));
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError(code, 'The pagination token is not valid.', { status: 400 });
  }
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length ? { page, next: Buffer.from(`at:${end}`).toString('base64url') } : { page };
}
