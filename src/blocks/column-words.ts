import { clip, listed, typed } from './text.ts';

/** Which columns and rows of a table can be read; what is absent is not narrowed. */
export interface ShownColumns {
  readonly table: string;
  readonly columns?:
    | { readonly include: readonly string[] }
    | { readonly exclude: readonly string[] }
    | undefined;
  /** Names of the owner's row filters; their rows add up. */
  readonly rows?: readonly string[] | undefined;
}

/** `people: only id and name`, `people: all columns but salary`; nothing where no columns are narrowed. Ready for mrkdwn. */
export function columnWords(narrowed: readonly ShownColumns[], limit = 900): string {
  const lines = narrowed.flatMap(({ table, columns }) => {
    if (columns === undefined) {
      return [];
    }
    const isList = 'include' in columns;
    const names = (isList ? columns.include : columns.exclude).map((name) => typed(name, 80));
    return [`${typed(table, 80)}: ${isList ? 'only' : 'all columns but'} ${listed(names, 12)}`];
  });
  return clip(listed(lines, 5), limit);
}

/** `people: only rows “eu”`, `people: only rows “eu” and “vip” together`; nothing where no rows are narrowed. Ready for mrkdwn. */
export function rowWords(narrowed: readonly ShownColumns[], limit = 900): string {
  const lines = narrowed.flatMap(({ table, rows = [] }) => {
    const names = rows.map((name) => `“${typed(name, 80)}”`);
    return rows.length === 0
      ? []
      : [`${typed(table, 80)}: only rows ${listed(names, 10)}${rows.length > 1 ? ' together' : ''}`];
  });
  return clip(listed(lines, 5), limit);
}

/** Both, each with what it is about: `Columns: people: only id`, `Rows: people: only rows “eu”`. */
export function scopeWords(narrowed: readonly ShownColumns[], limit = 900): readonly string[] {
  const [columns, rows] = [columnWords(narrowed, limit), rowWords(narrowed, limit)];
  return [...(columns ? [`Columns: ${columns}`] : []), ...(rows ? [`Rows: ${rows}`] : [])];
}
