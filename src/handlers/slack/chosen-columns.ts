import type { ViewOutput } from '@slack/bolt';
import { ALL_BUT_COLUMNS_BLOCK, ONLY_COLUMNS_BLOCK, ROWS_BLOCK } from '../../blocks/column-inputs.ts';
import type { ChosenColumns, ChosenRows } from '../jobs/chosen-columns.ts';
import { ticked } from './ticked.ts';

const WRITING = ['INSERT', 'DELETE', 'ALTER', 'DROP'];

export interface ColumnsOfForm {
  /** By the option value of the table. */
  readonly columns: ChosenColumns;
  /** Names of row filters, by the option value of the table. */
  readonly rows: ChosenRows;
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The columns that were chosen in a form, and what cannot be. Whether the columns exist, only the worker knows. */
export function chosenColumns(
  view: Pick<ViewOutput, 'state'>,
  tables: readonly string[] | undefined,
  permissions: readonly string[],
  grantable: readonly string[],
): ColumnsOfForm {
  const columns: ChosenColumns = {};
  const rows: ChosenRows = {};
  const errors: Record<string, string> = {};
  const blocks = Object.keys(view.state.values);
  for (const block of blocks) {
    const filters = block.startsWith(ROWS_BLOCK) ? ticked(view, block) : [];
    const filtered = block.slice(ROWS_BLOCK.length);
    if (filters.length > 0 && (!tables || tables.includes(filtered))) {
      const error = problem(false, false, permissions, grantable);
      if (error) {
        errors[block] = error;
      }
      rows[filtered] = [...filters];
    }
    const isList = block.startsWith(ONLY_COLUMNS_BLOCK);
    const isRest = block.startsWith(ALL_BUT_COLUMNS_BLOCK);
    const names = isList || isRest ? ticked(view, block) : [];
    const table = block.slice((isList ? ONLY_COLUMNS_BLOCK : ALL_BUT_COLUMNS_BLOCK).length);
    if (names.length === 0 || (tables && !tables.includes(table))) {
      continue;
    }
    const error = problem(table in columns, isRest, permissions, grantable);
    if (error) {
      errors[block] = error;
    }
    columns[table] = isList ? { include: [...names] } : { exclude: [...names] };
  }
  return { columns, rows, errors };
}

/** Whether the form asked for columns at all: where it did not, they stay as they are. */
export function offersColumns({ state }: Pick<ViewOutput, 'state'>): boolean {
  return Object.keys(state.values).some((block) => block.startsWith(ONLY_COLUMNS_BLOCK));
}

/** The same of rows: a table without prepared filters has none to ask for. */
export function offersRows({ state }: Pick<ViewOutput, 'state'>): boolean {
  return Object.keys(state.values).some((block) => block.startsWith(ROWS_BLOCK));
}

function problem(
  isSecond: boolean,
  isRest: boolean,
  permissions: readonly string[],
  grantable: readonly string[],
): string | undefined {
  if (isSecond) {
    return 'Choose either the columns that are given, or those that are left out.';
  }
  if (!permissions.includes('SELECT')) {
    return 'Only SELECT can be narrowed. Tick SELECT, or choose nothing here.';
  }
  const writing = permissions.filter((name) => WRITING.includes(name));
  if (writing.length > 0) {
    return `AWS narrows nothing for somebody who has ${writing.join(', ')}. Untick it, or choose nothing here.`;
  }
  return isRest && grantable.includes('SELECT')
    ? 'SELECT can be handed on only where the columns that are given are named. Use the other list.'
    : undefined;
}
