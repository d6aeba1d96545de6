import type { State } from '../state/state.ts';
import { ASSIGNED_TAGS } from './entities.ts';
import { databaseKey, tableKey } from './resource.ts';

export type Tags = Readonly<Record<string, string>>;

/** The LF-tags of a database, a table or a column with what each inherits from above. */
export function effectiveTags(
  state: State,
  owner: string,
  database: string,
  table?: string,
  column?: string,
): Tags {
  const assigned = state.in(ASSIGNED_TAGS, owner);
  const tables = table === undefined ? {} : assigned.get(tableKey(owner, database, table));
  const columns =
    table === undefined || column === undefined
      ? {}
      : assigned.get(`${tableKey(owner, database, table)}#${column}`);
  return { ...assigned.get(databaseKey(owner, database)), ...tables, ...columns };
}

/** Whether tags satisfy an expression: each key with one of its values. */
export function tagsMatch(
  tags: Tags,
  expression: readonly {
    readonly TagKey: string | undefined;
    readonly TagValues: readonly string[] | undefined;
  }[],
): boolean {
  return expression.every(({ TagKey, TagValues }) => TagValues?.includes(tags[TagKey ?? ''] ?? '\0'));
}
