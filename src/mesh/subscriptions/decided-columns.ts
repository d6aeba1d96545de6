import type { ColumnScope, ColumnScopes } from '../columns.ts';
import { InvalidRequestError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';

/** With these, Lake Formation does not let `SELECT` be narrowed. @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html */
export const WHOLE_TABLE: readonly TablePermission[] = ['INSERT', 'DELETE', 'ALTER', 'DROP'];

/**
 * The decision with its columns as the tables have them now, in their own spelling. Throws `InvalidRequestError` (`COLUMNS_WITHOUT_TABLE`,
 * `COLUMNS_WITHOUT_SELECT`, `COLUMNS_WITH_WRITE`, `OPTION_ON_EXCLUDED`, `UNKNOWN_COLUMN`, `PARTITION_KEY`, `NO_COLUMNS_LEFT`).
 */
export function withColumns(
  decision: Decision,
  columns: ColumnScopes | undefined,
  found: readonly MeshTable[],
): Decision {
  const { columns: _, ...plain } = decision;
  const entries = Object.entries(columns ?? {});
  if (entries.length === 0) {
    return plain;
  }
  refuseCombination(decision);
  const scopes = entries.map(([name, scope]) => {
    const table = found.find((each) => each.name === foldName(name, 'table'));
    if (!table || !decision.tables.includes(table.name)) {
      throw new InvalidRequestError('COLUMNS_WITHOUT_TABLE', `columns of ${name}, which is not decided`, {
        userMessage: `Columns can only be chosen of tables that are granted, and ${name} is not among them.`,
      });
    }
    return [table.name, columnsIn(table, scope, decision.grantable.includes('SELECT'))] as const;
  });
  return { ...plain, columns: Object.fromEntries(scopes) };
}

function refuseCombination({ permissions }: Decision): void {
  if (!permissions.includes('SELECT')) {
    throw new InvalidRequestError('COLUMNS_WITHOUT_SELECT', 'columns without SELECT', {
      userMessage: 'Only SELECT can be narrowed to columns. Grant SELECT, or choose no columns.',
    });
  }
  const writing = permissions.filter((name) => WHOLE_TABLE.includes(name));
  if (writing.length > 0) {
    throw new InvalidRequestError('COLUMNS_WITH_WRITE', `columns together with ${writing.join(', ')}`, {
      userMessage: `AWS does not narrow columns for somebody who holds ${writing.join(', ')} on the table. Take ${writing.join(', ')} away, or choose no columns.`,
    });
  }
}

function columnsIn(table: MeshTable, scope: ColumnScope, isGrantable: boolean): ColumnScope {
  const isList = 'include' in scope;
  const names = isList ? scope.include : scope.exclude;
  const known = new Map(table.columns.map((column) => [column.name.toLowerCase(), column]));
  const wanted = new Set(names.map((name) => name.trim().toLowerCase()));
  for (const name of wanted) {
    const column = known.get(name);
    if (!column) {
      throw refused(
        'UNKNOWN_COLUMN',
        table,
        name,
        `${table.name} has no column ${name}. It has ${someOf(table)}.`,
      );
    }
    if (column.isPartitionKey) {
      throw refused(
        'PARTITION_KEY',
        table,
        name,
        `${name} is a partition key of ${table.name}. AWS cannot hide those, so leave it out of the list.`,
      );
    }
  }
  const columns = table.columns.map(({ name }) => name).filter((name) => wanted.has(name.toLowerCase()));
  const left = table.columns.filter(({ name, isPartitionKey }) => !isPartitionKey && !columns.includes(name));
  if (columns.length === 0 || (!isList && left.length === 0)) {
    throw refused(
      'NO_COLUMNS_LEFT',
      table,
      columns.join(', '),
      `No column of ${table.name} would be left to read. Leave at least one, or leave the table out.`,
    );
  }
  if (!isList && isGrantable) {
    throw refused(
      'OPTION_ON_EXCLUDED',
      table,
      columns.join(', '),
      `AWS lets SELECT be handed on only for a list of columns that are given, not for all but some. For ${table.name}, name the columns that are given, or do not let SELECT be handed on.`,
    );
  }
  return isList ? { include: columns } : { exclude: columns };
}

function refused(code: string, { name }: MeshTable, what: string, userMessage: string): InvalidRequestError {
  return new InvalidRequestError(code, `columns ${what} of ${name}`, { userMessage });
}

function someOf({ columns }: MeshTable): string {
  const names = columns.filter(({ isPartitionKey }) => !isPartitionKey).map(({ name }) => name);
  return names.length > 20
    ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`
    : names.join(', ');
}
