import type { KnownBlock } from '@slack/types';
import { context, type Message, section } from './message.ts';
import { rowText, type SubscriptionRow, subscriptionRow } from './subscription-row.ts';
import { clip } from './text.ts';

/** Rows of one answer; Slack takes 50 blocks a message. */
const MOST = 20;

export interface ListData {
  readonly title: string;
  readonly rows: readonly SubscriptionRow[];
  /** What to do when there is nothing. */
  readonly empty: string;
}

/** A list in one private message, newest first, with what to type for one of them. */
export function subscriptionList({ title, rows, empty }: ListData): Message {
  if (rows.length === 0) {
    return { text: `${title}: none. ${empty}`, blocks: [section(`*${title}*: none.\n${empty}`)] };
  }
  const shown = rows.slice(0, MOST);
  const more =
    rows.length > MOST ? ` ${rows.length - MOST} more are not shown; narrow the list by status.` : '';
  const blocks: KnownBlock[] = [
    section(`*${title}* (${rows.length})`),
    ...shown.flatMap((row) => [subscriptionRow(row), context(`\`${row.id}\``)]),
    context(`More about one of them: \`/mesh status <id>\`.${more}`),
  ];
  return { text: clip(`${title} (${rows.length}). ${shown.map(rowText).join('; ')}.${more}`, 3900), blocks };
}
