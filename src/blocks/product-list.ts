import type { KnownBlock } from '@slack/types';
import { OPEN_REQUEST } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, listed, moment, typed } from './text.ts';
import { type DecidedBy, whoDecides } from './who-decides.ts';

export interface ListedProduct extends DecidedBy {
  readonly key: string;
  readonly title: string;
  readonly database: string;
  readonly domain?: string | undefined;
  readonly description?: string | undefined;
  readonly ownerTeamName: string;
  readonly tables: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly columns: number;
  }[];
}

const MOST = 10;
const MOST_TABLES = 25;

/** `/mesh find <words>`: products that fit, best first. */
export function productList(words: string, found: readonly ListedProduct[]): Message {
  const asked = words ? ` for “${typed(words, 80)}”` : '';
  if (found.length === 0) {
    const text = `Nothing found${asked}. Try one word of a product, domain or table name, or \`/mesh find\` alone for everything.`;
    return { text, blocks: [section(text)] };
  }
  const shown = found.slice(0, MOST);
  const more = found.length > MOST ? `${found.length - MOST} more fit; add a word. ` : '';
  const next = `${more}\`/mesh show <product>\` tells more about one, \`/mesh request <product>\` asks for it.`;
  return {
    text: clip(`Products${asked}: ${shown.map(line).join('; ')}. ${next}`, 3900),
    blocks: [
      section(`*Products${asked}* (${found.length})`),
      ...shown.map((product) => section(line(product))),
      context(next),
    ],
  };
}

function line({ title, domain, ownerTeamName, tables, endsAt }: ListedProduct): string {
  const where = domain ? `${typed(domain, 80)} · ` : '';
  const names = tables.map(({ name }) => typed(name, 60));
  return `*${typed(title, 100)}* · ${where}${typed(ownerTeamName, 80)} · ${listed(names, 6)}${endsAt === undefined ? '' : ` · leaves the mesh ${moment(endsAt)}`}`;
}

/** `/mesh show <product>`: its tables, its owner, and the way to ask. Several or none are answered with what to type instead. */
export function productCard(words: string, found: readonly ListedProduct[]): Message {
  const exact = found.find(({ title }) => title.toLowerCase() === words.toLowerCase());
  const product = exact ?? (found.length === 1 ? found[0] : undefined);
  return product ? card(product) : productList(words, found);
}

function card(product: ListedProduct): Message {
  const { title, database, description, ownerTeamName, tables } = product;
  const lines = tables
    .slice(0, MOST_TABLES)
    .map(
      ({ name, description: about, columns }) =>
        `• \`${typed(name, 80)}\` (${columns} columns)${about ? `: ${typed(about, 120)}` : ''}`,
    );
  const rest = tables.length > MOST_TABLES ? [`… and ${tables.length - MOST_TABLES} more`] : [];
  const blocks: KnownBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: clip(title, 150) } },
    section(
      clip(
        `${description ? `${typed(description, 500)}\n` : ''}Owned by *${typed(ownerTeamName, 80)}*. ${whoDecides(product)}`,
        2900,
      ),
    ),
    section(clip([...lines, ...rest].join('\n'), 2900)),
    {
      type: 'actions',
      block_id: 'product',
      elements: [
        {
          type: 'button',
          action_id: OPEN_REQUEST,
          style: 'primary',
          value: product.key,
          text: { type: 'plain_text', text: 'Ask for access' },
        },
      ],
    },
    context(`Database ${typed(database, 255)}`),
  ];
  return {
    text: clip(
      `${line(product)}. ${whoDecides(product)} Ask for it with \`/mesh request ${typed(title, 80)}\`.`,
      3900,
    ),
    blocks,
  };
}
