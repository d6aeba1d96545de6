import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types';
import type { ShownColumns } from './column-words.ts';
import { REVIEW_ACTION } from './ids.ts';
import { context } from './message.ts';
import { option } from './option.ts';
import { optionValue } from './option-value.ts';
import { clip } from './text.ts';

/** Block ids end in the table's option value. */
export const ONLY_COLUMNS_BLOCK = 'only-columns-';
export const ALL_BUT_COLUMNS_BLOCK = 'all-but-columns-';
export const ROWS_BLOCK = 'rows-';

/** More would make the form longer than anybody reads, and larger than Slack takes. */
const MOST_TABLES = 5;
const MOST_COLUMNS = 500;
const OPTIONS = 100;

export interface ColumnChoice {
  readonly table: string;
  /** Columns that can be chosen: all but partition keys, which AWS cannot hide. */
  readonly columns: readonly string[];
  /** What is in force now. */
  readonly now?: ShownColumns['columns'] | undefined;
  /** Row filters that the owner prepared. */
  readonly filters?: readonly FilterChoice[] | undefined;
  readonly rowsNow?: readonly string[] | undefined;
}

export interface FilterChoice {
  readonly name: string;
  /** What the owner says about it, else its expression. */
  readonly description: string;
}

/** Two lists a table: only these, or all but these. Nothing chosen: all columns. */
export function columnInputs(choices: readonly ColumnChoice[]): readonly KnownBlock[] {
  const count = choices.reduce((sum, { columns }) => sum + columns.length, 0);
  if (choices.length > MOST_TABLES || count > MOST_COLUMNS) {
    return [
      context(
        'Columns can be chosen here for five tables with 500 columns at most. Untick tables and approve them one by one on the command line: `data-mesh-cli approve-subscription --columns orders=id,amount`.',
      ),
    ];
  }
  return choices.flatMap((choice) => [
    ...(choice.columns.length > 0 ? inputs(choice) : []),
    ...rowsInput(choice),
  ]);
}

function inputs({ table, columns, now }: ColumnChoice): readonly InputBlock[] {
  const only = now && 'include' in now ? now.include : [];
  const allBut = now && 'exclude' in now ? now.exclude : [];
  return [
    input(
      `${ONLY_COLUMNS_BLOCK}${optionValue(table)}`,
      clip(`Only these columns of ${table}`, 150),
      'All columns, unless you choose some. A column added later is not included.',
      columns,
      only,
      'All columns',
    ),
    input(
      `${ALL_BUT_COLUMNS_BLOCK}${optionValue(table)}`,
      clip(`All columns of ${table} but these`, 150),
      'A column added later is included. The names of all columns stay visible; their values do not.',
      columns,
      allBut,
      'No column is left out',
    ),
  ];
}

/** The names of filters are short enough to be values. */
function rowsInput({ table, filters = [], rowsNow = [] }: ColumnChoice): readonly InputBlock[] {
  const options = filters.slice(0, OPTIONS).map(({ name, description }) => ({
    ...option(name, name),
    description: { type: 'plain_text' as const, text: clip(description, 75) },
  }));
  const initial = options.filter(({ value }) => rowsNow.includes(value ?? ''));
  return options.length === 0
    ? []
    : [
        {
          type: 'input',
          block_id: `${ROWS_BLOCK}${optionValue(table)}`,
          optional: true,
          label: { type: 'plain_text', text: clip(`Only these rows of ${table}`, 150) },
          hint: {
            type: 'plain_text',
            text: 'All rows, unless you choose some. Several filters give the rows of each of them.',
          },
          element: {
            type: 'multi_static_select',
            action_id: REVIEW_ACTION,
            placeholder: { type: 'plain_text', text: 'All rows' },
            options,
            max_selected_items: 10,
            ...(initial.length > 0 ? { initial_options: initial } : {}),
          },
        },
      ];
}

function input(
  block_id: string,
  label: string,
  hint: string,
  columns: readonly string[],
  chosen: readonly string[],
  placeholder: string,
): InputBlock {
  const options = columns.map((name) => option(optionValue(name), name));
  const values = chosen.map(optionValue);
  const initial = options.filter(({ value }) => values.includes(value ?? '')).slice(0, OPTIONS);
  return {
    type: 'input',
    block_id,
    optional: true,
    label: { type: 'plain_text', text: label },
    hint: { type: 'plain_text', text: hint },
    element: {
      type: 'multi_static_select',
      action_id: REVIEW_ACTION,
      placeholder: { type: 'plain_text', text: placeholder },
      ...(options.length > OPTIONS ? { option_groups: grouped(options) } : { options }),
      ...(initial.length > 0 ? { initial_options: initial } : {}),
    },
  };
}

/** A menu takes a hundred options, and a hundred groups of a hundred. */
function grouped(options: readonly PlainTextOption[]) {
  const groups: { label: { type: 'plain_text'; text: string }; options: PlainTextOption[] }[] = [];
  for (let from = 0; from < options.length; from += OPTIONS) {
    const to = Math.min(from + OPTIONS, options.length);
    groups.push({
      label: { type: 'plain_text', text: `Columns ${from + 1} to ${to}` },
      options: options.slice(from, to),
    });
  }
  return groups;
}
