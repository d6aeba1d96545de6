import type { TableWithColumnsResource } from '@aws-sdk/client-lakeformation';
import type { ColumnScope } from '../columns.ts';

/** The columns of an entry on a table; `undefined` for all of them. */
export function columnsOf(
  resource: Pick<TableWithColumnsResource, 'ColumnNames' | 'ColumnWildcard'> | undefined,
): ColumnScope | undefined {
  const { ColumnNames, ColumnWildcard } = resource ?? {};
  if (ColumnNames && ColumnNames.length > 0) {
    return { include: ColumnNames };
  }
  const excluded = ColumnWildcard?.ExcludedColumnNames ?? [];
  return excluded.length > 0 ? { exclude: excluded } : undefined;
}

/** The columns of an entry as Lake Formation takes them. */
export function toColumns(
  columns: ColumnScope | undefined,
): Pick<TableWithColumnsResource, 'ColumnNames' | 'ColumnWildcard'> {
  if (columns === undefined) {
    return { ColumnWildcard: {} };
  }
  return 'include' in columns
    ? { ColumnNames: [...columns.include] }
    : { ColumnWildcard: { ExcludedColumnNames: [...columns.exclude] } };
}
