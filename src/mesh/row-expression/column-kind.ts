import type { MeshColumn } from '../ports/mesh-catalog.ts';
import { expressionFault } from './fault.ts';

/** What a column can be compared with. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'field';

/** Dates and times are not among them. @see https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html */
const KINDS: readonly (readonly [ColumnKind, RegExp])[] = [
  ['text', /^(string|char|varchar)\b/],
  ['number', /^(tinyint|smallint|int|integer|long|bigint|float|real|decimal|double)\b/],
  ['boolean', /^bool(ean)?\b/],
];

/** The column that a name stands for, and what it can be compared with. A field of a struct is written with a dot. */
export function columnOf(
  name: string,
  columns: readonly MeshColumn[],
): { readonly kind: ColumnKind; readonly isPartitionKey: boolean } {
  const folded = name.toLowerCase();
  const column =
    columns.find((each) => each.name.toLowerCase() === folded) ??
    columns.find((each) => folded.startsWith(`${each.name.toLowerCase()}.`));
  if (!column) {
    const known = columns.map((each) => each.name);
    const some =
      known.length > 20 ? `${known.slice(0, 20).join(', ')} and ${known.length - 20} more` : known.join(', ');
    throw expressionFault(`There is no column ${name}. The table has ${some}.`);
  }
  const type = column.type.trim().toLowerCase();
  const isPartitionKey = column.isPartitionKey === true;
  if (folded !== column.name.toLowerCase()) {
    return { kind: fieldKind(name, type), isPartitionKey };
  }
  const kind = KINDS.find(([, pattern]) => pattern.test(type))?.[0];
  if (kind === undefined) {
    throw expressionFault(
      `${column.name} is of type ${column.type}, and AWS filters rows only by texts, numbers and booleans, or by fields of a struct, written ${column.name}.field.`,
    );
  }
  return { kind, isPartitionKey };
}

function fieldKind(name: string, type: string): ColumnKind {
  const field = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (!type.startsWith('struct<')) {
    throw expressionFault(
      `${name.split('.')[0]} is of type ${type} and has no fields. Write its name alone.`,
    );
  }
  if (!type.split(/[<>,:\s]/).includes(field)) {
    throw expressionFault(`${name.split('.')[0]} has no field ${field}. Its type is ${type}.`);
  }
  return 'field';
}
