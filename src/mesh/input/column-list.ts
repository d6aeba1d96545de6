import type { ColumnScope, ColumnScopes } from '../columns.ts';
import { InvalidRequestError } from '../errors.ts';
import { foldName } from './names-list.ts';

/**
 * Columns by table from texts such as `orders=id,amount`, one or more of them; those of one table add up. Throws `InvalidRequestError`
 * (`BAD_COLUMNS`, `BOTH_COLUMN_LISTS`).
 */
export function columnScopes(
  include: readonly string[] = [],
  exclude: readonly string[] = [],
): ColumnScopes | undefined {
  const included = byTable(include);
  const excluded = byTable(exclude);
  const both = [...included.keys()].filter((table) => excluded.has(table));
  if (both.length > 0) {
    throw new InvalidRequestError(
      'BOTH_COLUMN_LISTS',
      `columns of ${both.join(', ')} both given and left out`,
      {
        userMessage: `Say for ${both.join(', ')} either which columns are given, or which are left out, not both.`,
      },
    );
  }
  const scopes = [
    ...[...included].map(([table, names]): [string, ColumnScope] => [table, { include: names }]),
    ...[...excluded].map(([table, names]): [string, ColumnScope] => [table, { exclude: names }]),
  ];
  return scopes.length > 0 ? Object.fromEntries(scopes) : undefined;
}

function byTable(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, readonly string[]>();
  for (const text of texts) {
    const [, table, list] = /^([^=]+)=(.+)$/.exec(text.trim()) ?? [];
    const names = (list ?? '').split(',').flatMap((name) => name.trim() || []);
    if (table === undefined || names.length === 0) {
      throw new InvalidRequestError('BAD_COLUMNS', `columns ${text}`, {
        userMessage: `"${text}" names no columns. Write table=column,column, for example orders=id,amount.`,
      });
    }
    const folded = foldName(table, 'table');
    tables.set(folded, [...new Set([...(tables.get(folded) ?? []), ...names])]);
  }
  return tables;
}
