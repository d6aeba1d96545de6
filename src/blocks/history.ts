import type { Button, KnownBlock } from '@slack/types';
import { HISTORY_MORE } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip } from './text.ts';

export interface History {
  /** Ready for mrkdwn, as all of it. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly empty: string;
  readonly foot: string;
  /** What the button for the next page carries; absent where there is none. */
  readonly earlier?: string;
  /** What that button says; `Earlier` unless told. */
  readonly button?: string;
  /** What can be done about it, before the button for the next page. */
  readonly buttons?: readonly Button[];
}

/** What one section of text takes, with room to spare. */
const SECTION = 2900;
const LINE = 600;
/** The button says its own name, and `text` says how to get on without it. */
const TEXT = 3900;

/** What happened, a line each, oldest first. */
export function historyMessage({
  title,
  lines,
  empty,
  foot,
  earlier,
  button = 'Earlier',
  buttons = [],
}: History): Message {
  const told = lines.map((line) => `• ${clip(line, LINE)}`);
  const sections: string[] = [];
  for (const line of told) {
    const last = sections.at(-1);
    if (last !== undefined && [...last].length + [...line].length + 1 <= SECTION) {
      sections[sections.length - 1] = `${last}\n${line}`;
    } else {
      sections.push(line);
    }
  }
  const elements: readonly Button[] = [
    ...buttons,
    ...(earlier === undefined
      ? []
      : [
          {
            type: 'button' as const,
            action_id: HISTORY_MORE,
            value: earlier,
            text: { type: 'plain_text' as const, text: button },
          },
        ]),
  ];
  const more: readonly KnownBlock[] =
    elements.length === 0 ? [] : [{ type: 'actions', block_id: 'history', elements: [...elements] }];
  const body = told.length > 0 ? told : [empty];
  return {
    text: `${clip([title, ...body].join('\n'), TEXT - [...foot].length)}\n${foot}`,
    blocks: [
      section(`*${title}*`),
      ...(sections.length > 0 ? sections : [empty]).map(section),
      ...more,
      context(foot),
    ],
  };
}
