import { InvalidRequestError } from '../errors.ts';
import type { RowScopes } from '../rows.ts';
import { foldName } from './names-list.ts';

/** Row filters by table from texts such as `orders=eu,vip`; those of one table add up. Throws `InvalidRequestError` (`BAD_ROWS`). */
export function rowScopes(texts: readonly string[] = []): RowScopes | undefined {
  const tables = new Map<string, readonly string[]>();
  for (const text of texts) {
    const [, table, list] = /^([^=]+)=(.+)$/.exec(text.trim()) ?? [];
    const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
    if (table === undefined || names.length === 0) {
      throw new InvalidRequestError('BAD_ROWS', `rows ${text}`, {
        userMessage: `"${text}" names no row filter. Write table=filter,filter, for example orders=eu.`,
      });
    }
    const folded = foldName(table, 'table');
    tables.set(folded, [...new Set([...(tables.get(folded) ?? []), ...names])]);
  }
  return tables.size > 0 ? Object.fromEntries(tables) : undefined;
}
