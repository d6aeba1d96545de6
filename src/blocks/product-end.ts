import { type Message, section } from './message.ts';
import { clip, listed, mention, moment, typed } from './text.ts';

export interface ProductEndData {
  readonly product: string;
  readonly ownerTeam: string;
  /** When it leaves the mesh, or would have; epoch seconds. */
  readonly endsAt: number;
  /** The tables that the readers may use; empty: the whole database. */
  readonly tables: readonly string[];
}

/** What those who have access read when the owner announces that a product leaves the mesh. */
export function productEnds(data: ProductEndData, reason: string): Message {
  const why = reason ? ` ${typed(data.ownerTeam, 80)} says: ${typed(reason, 500)}` : '';
  return said(
    `:hourglass: *${typed(data.product, 100)}* leaves the mesh ${moment(data.endsAt)}. Your access to ${tablesOf(data)} ends then at the latest, and nobody can ask for it any more.${why} Ask ${typed(data.ownerTeam, 80)} what takes its place.`,
  );
}

/** The same people, when it stays after all. */
export function productStays(data: ProductEndData): Message {
  return said(
    `:white_check_mark: *${typed(data.product, 100)}* stays in the mesh after all. Your access to ${tablesOf(data)} goes on as it was before ${typed(data.ownerTeam, 80)} announced the end.`,
  );
}

/** What the owners' channel reads of it. */
export function productEndNews(
  { product, endsAt }: Pick<ProductEndData, 'product' | 'endsAt'>,
  what: 'announced' | 'kept' | 'gone',
  by: string | undefined,
): Message {
  const name = `*${typed(product, 100)}*`;
  const who = by === undefined ? 'Somebody' : mention(by);
  switch (what) {
    case 'announced':
      return said(
        `:hourglass: ${who} announced that ${name} leaves the mesh ${moment(endsAt)}. Until then \`/mesh product delete\` can take it back.`,
      );
    case 'kept':
      return said(`:white_check_mark: ${who} took back that ${name} leaves the mesh: it stays.`);
    case 'gone':
      return said(
        `${name} left the mesh, as was announced. Every access to it has ended; the tables themselves stay where they are.`,
      );
  }
}

function tablesOf({ tables }: ProductEndData): string {
  return (
    listed(
      tables.map((name) => typed(name, 60)),
      5,
    ) || 'all of its tables'
  );
}

function said(text: string): Message {
  const short = clip(text, 2900);
  return { text: short, blocks: [section(short)] };
}
