import type { ColumnChoice, FilterChoice } from '../blocks/column-inputs.ts';
import type { ShownColumns } from '../blocks/column-words.ts';
import { MeshError } from '../mesh/errors.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { RowFilter } from '../mesh/producer/row-filter.ts';
import { recordedColumns, recordedRows } from '../mesh/subscriptions/recorded-scope.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';

/** What a form offers of the tables of a record, as the catalogue has them at this moment; nothing where no SELECT is at stake. */
export async function columnChoices(
  mesh: Pick<Mesh, 'describeTables' | 'rowFilters'>,
  subscription: Subscription,
  permissions: readonly string[],
): Promise<readonly ColumnChoice[]> {
  const { owner, database, tables } = subscription;
  if (database === undefined || tables.length === 0 || !permissions.includes('SELECT')) {
    return [];
  }
  const [now, rowsNow] = [recordedColumns(subscription), recordedRows(subscription)];
  const filters = await offeredFilters(mesh, owner, database);
  return (await mesh.describeTables(database, tables)).map(({ name, columns }) => ({
    table: name,
    columns: columns.filter(({ isPartitionKey }) => !isPartitionKey).map((column) => column.name),
    now: now?.[name],
    filters: filters
      .filter(({ table }) => table === name)
      .map(
        (filter): FilterChoice => ({
          name: filter.name,
          description: filter.description ?? filter.expression,
        }),
      ),
    rowsNow: rowsNow?.[name],
  }));
}

/** Filters that are in force as they were saved. Where AWS does not let the owner's role see any, the form goes without. */
async function offeredFilters(
  mesh: Pick<Mesh, 'rowFilters'>,
  owner: string,
  database: string,
): Promise<readonly RowFilter[]> {
  try {
    return (await mesh.rowFilters(owner, database)).filter(({ state }) => state === 'ready');
  } catch (error) {
    if (error instanceof MeshError && !error.retryable) {
      return [];
    }
    throw error;
  }
}

/** The tables of a record that are narrowed, and how. */
export function shownColumns(subscription: Subscription): readonly ShownColumns[] {
  const [columns, rows] = [recordedColumns(subscription) ?? {}, recordedRows(subscription) ?? {}];
  const tables = [...new Set([...Object.keys(columns), ...Object.keys(rows)])];
  return tables.map((table) => ({ table, columns: columns[table], rows: rows[table] }));
}
