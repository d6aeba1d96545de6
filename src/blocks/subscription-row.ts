import type { Button, KnownBlock } from '@slack/types';
import { ANSWER, ASK_AGAIN, IMPORT, MODIFY, REVIEW, REVOKE, WITHDRAW } from './ids.ts';
import { clip, listed, typed } from './text.ts';

export type RowAction = 'review' | 'withdraw' | 'import' | 'revoke' | 'answer' | 'again' | 'modify';

/** One subscription in a list. Everything in words that a person of either team may read. */
export interface SubscriptionRow {
  readonly id: string;
  readonly product: string;
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  /** In words, for example `waiting for Sales` or `granted, not imported yet`. */
  readonly state: string;
  /** Who asked or for whom, ready for mrkdwn. */
  readonly who: string;
  /** For example `asked 3 days ago`, ready for mrkdwn. */
  readonly when: string;
  readonly buttonValue: string;
  readonly action?: RowAction | undefined;
}

const LABELS: Readonly<Record<RowAction, { readonly id: string; readonly text: string }>> = {
  review: { id: REVIEW, text: 'Review…' },
  withdraw: { id: WITHDRAW, text: 'Withdraw' },
  import: { id: IMPORT, text: 'Import now' },
  revoke: { id: REVOKE, text: 'End access…' },
  again: { id: ASK_AGAIN, text: 'Ask again…' },
  answer: { id: ANSWER, text: 'Answer…' },
  modify: { id: MODIFY, text: 'Change…' },
};

/** Two lines and at most one button. */
export function subscriptionRow(row: SubscriptionRow): KnownBlock {
  const tables =
    listed(
      row.tables.map((name) => typed(name, 60)),
      4,
    ) || 'the whole database';
  const text = `*${typed(row.product, 80)}*: ${tables}\n${row.state} · ${row.permissions.join(', ')} · ${row.who} · ${row.when}`;
  return {
    type: 'section',
    block_id: `row-${row.id}-${row.action ?? 'none'}`,
    text: { type: 'mrkdwn', text: clip(text, 2900) },
    ...(row.action ? { accessory: rowButton(row, row.action) } : {}),
  };
}

function rowButton({ buttonValue, product }: SubscriptionRow, action: RowAction): Button {
  const { id, text } = LABELS[action];
  return {
    type: 'button',
    action_id: id,
    value: buttonValue,
    text: { type: 'plain_text', text },
    accessibility_label: clip(`${text} ${product}`, 75),
    ...(action === 'withdraw'
      ? {
          confirm: {
            title: { type: 'plain_text', text: 'Withdraw this request?' },
            text: {
              type: 'plain_text',
              text: 'The owner will not decide on it any more. You can ask again.',
            },
            confirm: { type: 'plain_text', text: 'Withdraw' },
            deny: { type: 'plain_text', text: 'Keep it' },
          },
        }
      : {}),
  };
}

/** The same row as words, for the message's text. */
export function rowText({ id, product, tables, state }: SubscriptionRow): string {
  return `${typed(product, 80)} (${listed(
    tables.map((name) => typed(name, 60)),
    4,
  )}): ${state} [${id}]`;
}
