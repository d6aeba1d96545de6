import type { KnownBlock } from '@slack/types';
import { ROW_FILTER_DELETE, ROW_FILTER_OPEN } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, sentence, typed } from './text.ts';

export interface RowFilterRow {
  readonly database: string;
  readonly table: string;
  readonly name: string;
  readonly expression: string;
  readonly description?: string | undefined;
  readonly state: 'ready' | 'changed' | 'missing';
  readonly uses: number;
}

/** Two blocks a filter: Slack takes fifty in a message. */
const SHOWN = 20;

const WRONG = {
  ready: '',
  changed: ' :warning: Somebody changed it in AWS past this app: save it again, or see `/mesh drift`.',
  missing: ' :warning: It is not in AWS: save it again.',
} as const;

/** Which rows of a team's tables can be given alone, who reads through them, and what can be done about each. */
export function rowFilterList(words: string, rows: readonly RowFilterRow[]): Message {
  const title = words ? `Row filters of “${typed(words, 100)}”` : 'Row filters of your tables';
  const shown = rows.slice(0, SHOWN);
  const lines = shown.map(line);
  const more =
    rows.length > SHOWN
      ? [`${rows.length - SHOWN} more: name a table, as in \`/mesh filters sales-222222222222.orders\`.`]
      : [];
  const about =
    rows.length === 0
      ? 'none yet. A row filter stands for some rows of a table; whoever approves can then give those rows alone.'
      : `${rows.length}. Whoever approves chooses among them in *Review…*.`;
  return {
    text: clip([`${title}: ${about}`, ...lines, ...more].join('\n'), 3900),
    blocks: [
      section(`*${title}*: ${about}`),
      ...shown.flatMap((row, at): readonly KnownBlock[] => [
        section(clip(lines[at] ?? '', 2900)),
        actions(row, at),
      ]),
      ...more.map(context),
      {
        type: 'actions',
        block_id: 'row-filter-new',
        elements: [
          {
            type: 'button',
            action_id: ROW_FILTER_OPEN,
            value: clip(JSON.stringify({ words }), 2000),
            text: { type: 'plain_text', text: 'New filter…' },
          },
        ],
      },
    ],
  };
}

function line({ database, table, name, expression, description, state, uses }: RowFilterRow): string {
  const used =
    uses === 0 ? 'Nobody reads through it.' : `Used by ${uses === 1 ? 'one access' : `${uses} accesses`}.`;
  const said = description ? ` ${sentence(typed(description, 300))}` : '';
  return `*${typed(name, 40)}* of ${typed(`${database}.${table}`, 300)}: \`${typed(expression, 600).replaceAll('`', "'")}\`.${said} ${used}${WRONG[state]}`;
}

function actions({ database, table, name }: RowFilterRow, at: number): KnownBlock {
  const value = JSON.stringify({ database, table, name });
  return {
    type: 'actions',
    block_id: `row-filter-${at}`,
    elements: [
      {
        type: 'button',
        action_id: ROW_FILTER_OPEN,
        value,
        text: { type: 'plain_text', text: 'Change…' },
        accessibility_label: clip(`Change the row filter ${name} of ${table}`, 75),
      },
      {
        type: 'button',
        action_id: ROW_FILTER_DELETE,
        value,
        style: 'danger',
        text: { type: 'plain_text', text: 'Delete' },
        accessibility_label: clip(`Delete the row filter ${name} of ${table}`, 75),
        confirm: {
          title: { type: 'plain_text', text: 'Delete this filter?' },
          text: { type: 'plain_text', text: 'It is refused while somebody reads through it.' },
          confirm: { type: 'plain_text', text: 'Delete' },
          deny: { type: 'plain_text', text: 'Keep it' },
        },
      },
    ],
  };
}
