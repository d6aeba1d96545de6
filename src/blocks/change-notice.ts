import { type Message, section } from './message.ts';
import { clip, typed } from './text.ts';

export interface ProductChange {
  readonly product: string;
  readonly team: string;
  readonly tables: readonly {
    readonly table: string;
    readonly kind: 'gone' | 'new' | 'changed';
    readonly differences: readonly string[];
  }[];
}

const TABLES = 12;
const DIFFERENCES = 12;

/** What changed in a product, as a diff that a person reads, and what that means for the reader. */
export function changeNotice(change: ProductChange, reader: 'owner' | 'consumer'): Message {
  const { product, team, tables } = change;
  const gone = tables.some(({ kind }) => kind === 'gone');
  const changed = tables.some(({ kind }) => kind === 'changed');
  const next =
    reader === 'owner'
      ? 'Those who use it were told.'
      : [
          ...(gone ? ['Queries on what is gone fail.'] : []),
          ...(changed ? ['Check queries that name changed columns.'] : []),
          ...(gone || changed ? [] : ['Your access stays as it was; `/mesh request` asks for what is new.']),
        ].join(' ');
  const text = clip(
    [
      `:mega: *${typed(product, 80)}* of ${typed(team, 80)} changed:`,
      ...tables.slice(0, TABLES).flatMap(lines),
      ...(tables.length > TABLES ? [`• and ${tables.length - TABLES} more tables`] : []),
      next,
    ].join('\n'),
    2900,
  );
  return { text, blocks: [section(text)] };
}

function lines({ table, kind, differences }: ProductChange['tables'][number]): readonly string[] {
  const name = `\`${typed(table, 80)}\``;
  if (kind !== 'changed') {
    return [kind === 'gone' ? `• ${name} is no longer in the mesh` : `• ${name} is new`];
  }
  const shown = differences.slice(0, DIFFERENCES).map((each) => `    – ${typed(each, 200)}`);
  const more =
    differences.length > DIFFERENCES
      ? [`    – and ${differences.length - DIFFERENCES} more differences`]
      : [];
  return [`• ${name}:`, ...shown, ...more];
}
