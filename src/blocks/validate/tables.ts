import { LIMITS } from '../limits.ts';
import { typed } from './composition.ts';
import { richText } from './rich-text.ts';
import {
  byType,
  flag,
  integer,
  isRecord,
  list,
  oneOf,
  type Problem,
  type Rule,
  shape,
  text,
} from './rule.ts';

const finite: Rule = (value, at, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    report({ pointer: at, code: 'wrong_type', message: 'must provide a number' });
  }
};

/** Tables. @see https://docs.slack.dev/reference/block-kit/blocks/table-block */
const cell = byType({
  raw_text: typed('raw_text', { text: text(0, LIMITS.table.characters) }),
  raw_number: shape({
    required: { type: oneOf('raw_number'), value: finite },
    optional: { text: text(0, 255) },
  }),
  rich_text: richText,
});

function evenRows(characters: number) {
  return (value: Readonly<Record<string, unknown>>, at: string, report: (problem: Problem) => void): void => {
    const rows: readonly unknown[] = Array.isArray(value['rows']) ? value['rows'] : [];
    const widths = new Set(rows.map((row) => (Array.isArray(row) ? row.length : 0)));
    if (widths.size > 1) {
      report({
        pointer: `${at}/rows`,
        code: 'not_allowed',
        message: 'all rows must have the same number of cells',
      });
    }
    if (charactersIn(rows) > characters) {
      report({
        pointer: `${at}/rows`,
        code: 'too_long',
        message: `must be less than ${characters + 1} characters over all cells`,
      });
    }
  };
}

function charactersIn(value: unknown): number {
  if (Array.isArray(value)) {
    return value.reduce((sum: number, part) => sum + charactersIn(part), 0);
  }
  if (!isRecord(value)) {
    return 0;
  }
  const own = typeof value['text'] === 'string' ? [...value['text']].length : 0;
  return own + charactersIn(value['elements']);
}

export const table: Rule = typed(
  'table',
  { rows: list(list(cell, { min: 1, max: LIMITS.table.columns }), { min: 1, max: LIMITS.table.rows }) },
  {
    block_id: text(1, LIMITS.blockId),
    column_settings: list(
      shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: flag } }),
      {
        max: LIMITS.table.columns,
      },
    ),
  },
  evenRows(LIMITS.table.characters),
);

export const dataTable: Rule = typed(
  'data_table',
  {
    caption: text(1, 255),
    rows: list(list(cell, { min: 1, max: LIMITS.dataTable.columns }), {
      min: LIMITS.dataTable.minRows,
      max: LIMITS.dataTable.rows,
    }),
  },
  {
    block_id: text(1, LIMITS.blockId),
    page_size: integer(1, LIMITS.dataTable.pageSize),
    row_header_column_index: integer(0, LIMITS.dataTable.columns - 1),
  },
  evenRows(LIMITS.dataTable.characters),
);
