import type { KnownBlock } from '@slack/types';
import { context, type Message, section } from './message.ts';
import { rowText, type SubscriptionRow, subscriptionRow } from './subscription-row.ts';
import { clip } from './text.ts';

/** Rows of one answer; Slack takes 50 blocks a message. */
export const LIST_ROWS = 20;

export interface ListData {
  readonly title: string;
  /** At most {@link LIST_ROWS}. */
  readonly rows: readonly SubscriptionRow[];
  readonly total: number;
  /** What to do when there is nothing. */
  readonly empty: string;
}

/** A list in one private message, newest first, with what to type for one of them. */
export function subscriptionList({ title, rows, total, empty }: ListData): Message {
  if (rows.length === 0) {
    return { text: `${title}: none. ${empty}`, blocks: [section(`*${title}*: none.\n${empty}`)] };
  }
  const more =
    total > rows.length
      ? ` ${total - rows.length} more are not shown here; the app’s Home shows what is open, page by page.`
      : '';
  const blocks: KnownBlock[] = [
    section(`*${title}* (${total})`),
    ...rows.flatMap((row) => [subscriptionRow(row), context(`\`${row.id}\``)]),
    context(`More about one of them: \`/mesh status <id>\`.${more}`),
  ];
  return { text: clip(`${title} (${total}). ${rows.map(rowText).join('; ')}.${more}`, 3900), blocks };
}
