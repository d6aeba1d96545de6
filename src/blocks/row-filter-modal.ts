import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import {
  ROW_FILTER_DESCRIPTION_BLOCK,
  ROW_FILTER_EXPRESSION_BLOCK,
  ROW_FILTER_NAME_BLOCK,
  ROW_FILTER_TABLE_BLOCK,
  ROW_FILTER_VIEW,
  WORDS_ACTION,
} from './ids.ts';
import { plain, section } from './message.ts';
import { option } from './option.ts';
import { optionValue } from './option-value.ts';
import { clip, typed } from './text.ts';

export const ROW_FILTER_TITLE = 'Row filter';
const TABLES = 100;

export interface RowFilterModalData {
  /** Tables that can be chosen, as `database.table`; one alone where the filter is there already. */
  readonly tables: readonly string[];
  /** Option value of the table that was chosen. */
  readonly chosen?: string | undefined;
  /** Of a filter that is there already; it keeps its name. */
  readonly fixedName?: string | undefined;
  readonly name?: string | undefined;
  readonly expression?: string | undefined;
  readonly description?: string | undefined;
  /** What was wrong with the form, ready for mrkdwn. */
  readonly fault?: string | undefined;
  /** Who reads other rows once this is saved, ready for mrkdwn; absent where nobody does. */
  readonly hits?: readonly string[] | undefined;
  readonly metadata: string;
}

/** Which rows of a table can be given alone. Shown again with what was wrong, or with whom a change hits. */
export function rowFilterModal(data: RowFilterModalData): ModalView {
  const { tables, fixedName, fault, hits = [], metadata } = data;
  const isHit = hits.length > 0;
  const shown = hits.slice(0, 20).map((each) => `• ${each}`);
  const more = hits.length > 20 ? [`• and ${hits.length - 20} more`] : [];
  const notes: KnownBlock[] = [
    ...(fault ? [section(clip(`:warning: ${fault}`, 2900))] : []),
    ...(isHit
      ? [
          section(
            clip(
              `:warning: These read through it, and read other rows from the moment on at which you save:\n${[...shown, ...more].join('\n')}`,
              2900,
            ),
          ),
        ]
      : []),
    ...(fixedName === undefined
      ? []
      : [section(clip(`*${typed(fixedName, 40)}* of ${typed(tables[0] ?? '', 300)}`, 2900))]),
  ];
  return {
    type: 'modal',
    callback_id: ROW_FILTER_VIEW,
    private_metadata: metadata,
    title: plain(ROW_FILTER_TITLE),
    submit: plain(isHit ? 'Change for all' : 'Save'),
    close: plain('Cancel'),
    blocks: [
      ...notes,
      ...(fixedName === undefined ? [tableInput(data), nameInput(data.name)] : []),
      expressionInput(data.expression),
      descriptionInput(data.description),
    ],
  };
}

function tableInput({ tables, chosen }: RowFilterModalData): InputBlock {
  const options = tables.slice(0, TABLES).map((name) => option(optionValue(name), name));
  const initial = options.find(({ value }) => chosen !== undefined && value === chosen);
  return {
    type: 'input',
    block_id: ROW_FILTER_TABLE_BLOCK,
    label: plain(tables.length > TABLES ? `Table (the first ${TABLES})` : 'Table'),
    hint: plain('Of a table that is not here: /mesh filters database.table, then New filter…'),
    element: {
      type: 'static_select',
      action_id: WORDS_ACTION,
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
  };
}

function nameInput(name: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: ROW_FILTER_NAME_BLOCK,
    label: plain('Name'),
    hint: plain('Small letters, digits, - and _, as in eu-customers. Both teams read it.'),
    element: {
      type: 'plain_text_input',
      action_id: WORDS_ACTION,
      max_length: 40,
      ...(name ? { initial_value: name } : {}),
    },
  };
}

function expressionInput(expression: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: ROW_FILTER_EXPRESSION_BLOCK,
    label: plain('Which rows?'),
    hint: plain(
      "Columns compared with values, as in region = 'eu' AND total >= 100. There are =, <>, <, <=, >, >=, IN, BETWEEN, LIKE, IS NULL, AND, OR, NOT.",
    ),
    element: {
      type: 'plain_text_input',
      action_id: WORDS_ACTION,
      multiline: true,
      max_length: 2047,
      ...(expression ? { initial_value: expression } : {}),
    },
  };
}

function descriptionInput(description: string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: ROW_FILTER_DESCRIPTION_BLOCK,
    optional: true,
    label: plain('What is it for?'),
    element: {
      type: 'plain_text_input',
      action_id: WORDS_ACTION,
      max_length: 300,
      ...(description ? { initial_value: description } : {}),
    },
  };
}
