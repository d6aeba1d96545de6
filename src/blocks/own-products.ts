import type { KnownBlock } from '@slack/types';
import { DELETE_PRODUCT, OPEN_PUBLISH } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { rowText, type SubscriptionRow, subscriptionRow } from './subscription-row.ts';
import { clip, listed, moment, typed } from './text.ts';

export interface OwnProductData {
  readonly key: string;
  readonly title: string;
  readonly database: string;
  readonly domain?: string | undefined;
  readonly team: string;
  readonly tables: readonly string[];
  /** Whether this person may delete it and publish more. */
  readonly mayDecide: boolean;
  /** When crawlers look at its sources, as Glue writes it. */
  readonly schedule?: string | undefined;
  /** When it leaves the mesh; epoch seconds. */
  readonly endsAt?: number | undefined;
  /** The first of those who use it, at most {@link SUBSCRIBERS}. */
  readonly rows: readonly SubscriptionRow[];
  readonly subscribers: number;
}

/** Products and subscribers of one answer: four products of this size stay under Slack's 50 blocks. */
export const PRODUCTS = 4;
export const SUBSCRIBERS = 8;

/** What a person's teams offer, who uses each product and until when, and what can be done about it. */
export function ownProductList(
  words: string,
  products: readonly OwnProductData[],
  total: number,
  empty: string,
): Message {
  const title = words ? `Your products that fit “${typed(words, 80)}”` : 'Your products';
  if (products.length === 0) {
    return { text: `${title}: none. ${empty}`, blocks: [section(`*${title}*: none.\n${empty}`)] };
  }
  const more =
    total > products.length
      ? [`${total - products.length} more: name one, as in \`/mesh products orders\`.`]
      : [];
  const blocks = [section(`*${title}* (${total})`), ...products.flatMap(productBlocks), ...more.map(context)];
  const text = [
    `${title} (${total}).`,
    ...products.map((each) => `${headline(each)} ${each.rows.map(rowText).join('; ')}`),
    ...more,
  ];
  return { text: clip(text.join('\n'), 3900), blocks };
}

function headline({ title, domain, team, tables, subscribers, endsAt }: OwnProductData): string {
  const where = [...(domain ? [typed(domain, 80)] : []), typed(team, 80)].join(' · ');
  const names = listed(
    tables.map((name) => typed(name, 60)),
    8,
  );
  const users =
    subscribers === 0
      ? 'Nobody uses it yet.'
      : `Used by ${subscribers === 1 ? 'one access' : `${subscribers} accesses`}:`;
  const end = endsAt === undefined ? '' : ` Leaves the mesh ${moment(endsAt)}.`;
  return `*${typed(title, 80)}* · ${where} · ${names}.${end} ${users}`;
}

function productBlocks(product: OwnProductData): KnownBlock[] {
  const { key, database, rows, subscribers, mayDecide, tables, schedule } = product;
  const [first] = tables;
  const who =
    first === undefined ? '' : ` · who can read a table: \`/mesh who ${typed(`${database}.${first}`, 300)}\``;
  const crawled = schedule === undefined ? '' : ` · crawlers run \`${typed(schedule, 100)}\` (UTC)`;
  const hidden =
    subscribers > rows.length
      ? ` · ${subscribers - rows.length} more accesses: \`/mesh list all active\``
      : '';
  return [
    { type: 'divider' },
    section(clip(headline(product), 2900)),
    ...rows.map((row) => ({ ...subscriptionRow(row), block_id: `use-${row.id}` })),
    context(`Database ${typed(database, 255)}${crawled}${hidden}${who}`),
    ...(mayDecide ? [actions(key)] : []),
  ];
}

function actions(key: string): KnownBlock {
  return {
    type: 'actions',
    block_id: `product-${key}`,
    elements: [
      { type: 'button', action_id: OPEN_PUBLISH, text: { type: 'plain_text', text: 'Publish more' } },
      {
        type: 'button',
        action_id: DELETE_PRODUCT,
        style: 'danger',
        value: key,
        text: { type: 'plain_text', text: 'Delete…' },
      },
    ],
  };
}
