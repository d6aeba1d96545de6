import type { InputBlock, PlainTextOption } from '@slack/types';
import { TABLES_ACTION, TABLES_BLOCK } from './ids.ts';
import { plain } from './message.ts';
import { option } from './option.ts';
import { optionValue } from './option-value.ts';
import { clip } from './text.ts';

/** Option value that stands for every table of the product as the catalogue shows them when the form is sent; no table can be called so. */
export const ALL_TABLES = '*';
/** The same, and what is added to the product later; only where its owner allows it. */
export const LIVE_TABLES = '+';
/** Up to this many tables are ticked in place; more are found by typing. */
const CHECKBOX_LIMIT = 10;

export interface ChoosableTables {
  /** Whether tables that are added later may be asked for too. */
  readonly live?: boolean | undefined;
  readonly tables: readonly ChoosableTable[];
}

interface ChoosableTable {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Which tables of the product with this key; the boxes that were ticked before are ticked again. */
export function tablesInput(
  product: ChoosableTables & { readonly key: string },
  ticked: readonly string[],
): InputBlock {
  const block = {
    type: 'input',
    block_id: `${TABLES_BLOCK}-${product.key}`,
    label: plain('Tables'),
  } as const;
  const chosen = product.tables.filter(({ name }) => ticked.includes(name)).map(tableOption);
  const options = [...allTablesOption(product), ...product.tables.map(tableOption)];
  if (options.length > CHECKBOX_LIMIT || product.tables.some(({ name }) => name.length > 75)) {
    return {
      ...block,
      element: {
        type: 'multi_external_select',
        action_id: TABLES_ACTION,
        min_query_length: 0,
        placeholder: plain(`Type part of a name (${product.tables.length} tables)`),
        ...(chosen.length > 0 ? { initial_options: chosen } : {}),
      },
    };
  }
  return {
    ...block,
    element: {
      type: 'checkboxes',
      action_id: TABLES_ACTION,
      options,
      ...(chosen.length > 0 ? { initial_options: chosen } : {}),
    },
  };
}

/** All of them at once, where there is more than one: as they are, or with what joins later. */
export function allTablesOption({ tables: { length }, live }: ChoosableTables): readonly PlainTextOption[] {
  return [
    ...(length > 1 ? [option(ALL_TABLES, `All ${length} tables, as they are now`)] : []),
    ...(live ? [option(LIVE_TABLES, `All tables (${length} now), and what is added later`)] : []),
  ];
}

/** One table, as an option of the form and of its type-ahead. */
export function tableOption(table: ChoosableTable): PlainTextOption {
  const described = table.description?.trim()
    ? { description: plain(clip(table.description ?? '', 75)) }
    : {};
  return { ...option(optionValue(table.name), table.name), ...described };
}
