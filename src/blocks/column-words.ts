import { clip, listed, typed } from './text.ts';

/** Which columns of a table can be read. */
export interface ShownColumns {
  readonly table: string;
  readonly columns: { readonly include: readonly string[] } | { readonly exclude: readonly string[] };
}

/** `people: only id and name`, `people: all columns but salary`; nothing where no table is narrowed. Ready for mrkdwn. */
export function columnWords(narrowed: readonly ShownColumns[], limit = 900): string {
  const lines = narrowed.map(({ table, columns }) => {
    const isList = 'include' in columns;
    const names = (isList ? columns.include : columns.exclude).map((name) => typed(name, 80));
    return `${typed(table, 80)}: ${isList ? 'only' : 'all columns but'} ${listed(names, 12)}`;
  });
  return clip(listed(lines, 5), limit);
}
