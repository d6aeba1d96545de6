import type { Button, KnownBlock } from '@slack/types';
import { DRIFT } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, moment, typed } from './text.ts';

type DriftRemedy = 'repair' | 'revoke' | 'adopt' | 'end' | 'ignore';

/** One difference as people read it. */
export interface DriftRow {
  readonly id: string;
  /** What differs and what happens if nobody acts, unescaped. */
  readonly sentence: string;
  /** Team, or account where nobody is mapped, of whose tables it is; unescaped. */
  readonly owner: string;
  /** When it was first seen; epoch seconds. */
  readonly since?: number | undefined;
  readonly remedies: readonly DriftRemedy[];
}

export interface DriftReport {
  readonly title: string;
  readonly rows: readonly DriftRow[];
  /** Sentences about what could not be looked at, unescaped. */
  readonly unread: readonly string[];
}

/** Those without a question open a form. */
const BUTTONS: Readonly<Record<DriftRemedy, { readonly text: string; readonly asks?: string }>> = {
  repair: { text: 'Repair', asks: 'What was decided is granted, shared or linked again, and nothing else.' },
  revoke: { text: 'Revoke', asks: 'What nobody decided is taken away.' },
  adopt: { text: 'Adopt…' },
  ignore: { text: 'Ignore…' },
  end: { text: 'End access', asks: 'The whole access of this consumer ends.' },
};

/** Two blocks a difference: Slack takes fifty in a message. */
const SHOWN = 20;

/** Differences with what can be done about each. */
export function driftReport({ title, rows, unread }: DriftReport): Message {
  const shown = rows.slice(0, SHOWN);
  const more =
    rows.length > SHOWN
      ? [`${rows.length - SHOWN} more: name a product, as in \`/mesh drift sales\`, to see them.`]
      : [];
  const failures = unread.map((each) => typed(each, 400));
  const blocks: KnownBlock[] = [
    section(`*${typed(title, 200)}*`),
    ...shown.flatMap((row): readonly KnownBlock[] => [
      section(`${typed(row.sentence, 900)}\n${lineage(row)} · \`${row.id}\``),
      {
        type: 'actions',
        block_id: `drift-${row.id}`,
        elements: row.remedies.map((each) => button(row, each)),
      },
    ]),
    ...[...more, ...failures].slice(0, 5).map(context),
  ];
  const text = [
    typed(title, 200),
    ...shown.map((row) => {
      const { id, sentence, remedies } = row;
      const ways = remedies
        .map((each) => `\`/mesh repair ${id} ${each}${FOLLOWED[each] ?? ''}\``)
        .join(' or ');
      return `${typed(sentence, 900)} ${lineage(row)}. ${ways}`;
    }),
    ...more,
    ...failures,
  ];
  return { text: clip(text.join('\n'), 3000), blocks };
}

/** What has to be typed after the remedy. */
const FOLLOWED: Partial<Record<DriftRemedy, string>> = {
  adopt: ' <day> <why>',
  ignore: ' <day> <why>',
};

function lineage({ owner, since }: DriftRow): string {
  return `${typed(owner, 80)}${since === undefined ? '' : ` · first seen ${moment(since)}`}`;
}

function button({ id, sentence }: DriftRow, remedy: DriftRemedy): Button {
  const { text, asks } = BUTTONS[remedy];
  return {
    type: 'button',
    action_id: `${DRIFT}${remedy}`,
    value: id,
    text: { type: 'plain_text', text },
    accessibility_label: clip(`${text}: ${sentence}`, 75),
    ...(asks === undefined
      ? {}
      : {
          confirm: {
            title: { type: 'plain_text', text: `${text}?` },
            text: { type: 'plain_text', text: asks },
            confirm: { type: 'plain_text', text },
            deny: { type: 'plain_text', text: 'Leave it' },
          },
        }),
  };
}
