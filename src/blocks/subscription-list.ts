import type { KnownBlock } from '@slack/types';
import { HISTORY_MORE } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { pageCount } from './page-count.ts';
import { rowText, type SubscriptionRow, subscriptionRow } from './subscription-row.ts';
import { clip } from './text.ts';

/** Rows of one answer; Slack takes 50 blocks a message. */
export const LIST_ROWS = 20;

export interface ListData {
  readonly title: string;
  /** At most {@link LIST_ROWS}: those of the page that is shown. */
  readonly rows: readonly SubscriptionRow[];
  /** Rows of all pages. */
  readonly total: number;
  /** First row of the page that is shown, counted from 0. */
  readonly from?: number;
  /** What the button for the next page carries; without it only what is open may be left out, which the app's Home shows. */
  readonly next?: string;
  /** What to do when there is nothing. */
  readonly empty: string;
}

/** A list in one private message, newest first, with what to type for one of them. */
export function subscriptionList({ title, rows, total, from = 0, next, empty }: ListData): Message {
  if (rows.length === 0) {
    return { text: `${title}: none. ${empty}`, blocks: [section(`*${title}*: none.\n${empty}`)] };
  }
  const until = from + rows.length;
  const count = pageCount(from, rows.length, total);
  const more =
    next === undefined && total > until
      ? ` ${total - until} more are not shown here; the app’s Home shows what is open, page by page.`
      : '';
  const blocks: KnownBlock[] = [
    section(`*${title}* (${count})`),
    ...rows.flatMap((row) => [subscriptionRow(row), context(`\`${row.id}\``)]),
    ...(next === undefined ? [] : [nextPage(next)]),
    context(`More about one of them: \`/mesh status <id>\`.${more}`),
  ];
  return { text: clip(`${title} (${count}). ${rows.map(rowText).join('; ')}.${more}`, 3900), blocks };
}

function nextPage(value: string): KnownBlock {
  return {
    type: 'actions',
    block_id: 'list-pages',
    elements: [
      { type: 'button', action_id: HISTORY_MORE, value, text: { type: 'plain_text', text: 'More' } },
    ],
  };
}
