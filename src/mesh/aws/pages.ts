import { UpstreamError } from '../errors.ts';

/** One page of an answer. AWS ends a list by a missing, null or empty token, and may send empty pages before the end. */
export interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly token: string | null | undefined;
}

/** Every item of a paged list. Throws `UpstreamError` (`REPEATED_TOKEN`) where AWS hands out the same token twice: it would never end. */
export async function* paged<T>(
  what: string,
  read: (token: string | undefined) => Promise<Page<T>>,
): AsyncIterable<T> {
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await read(token);
    yield* page.items ?? [];
    token = page.token ?? undefined;
    if (token !== undefined && token !== '' && seen.has(token)) {
      throw new UpstreamError('REPEATED_TOKEN', `${what}: the same page token came twice`, {
        userMessage: `AWS did not finish the list of ${what}. Try again in a minute.`,
        retryable: true,
      });
    }
    seen.add(token ?? '');
  } while (token);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
