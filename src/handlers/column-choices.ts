import type { ColumnChoice } from '../blocks/column-inputs.ts';
import type { ShownColumns } from '../blocks/column-words.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { recordedColumns } from '../mesh/subscriptions/recorded-scope.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';

/** What a form offers of the tables of a record, as the catalogue has them at this moment; nothing where no SELECT is at stake. */
export async function columnChoices(
  mesh: Pick<Mesh, 'describeTables'>,
  subscription: Subscription,
  permissions: readonly string[],
): Promise<readonly ColumnChoice[]> {
  const { database, tables } = subscription;
  if (database === undefined || tables.length === 0 || !permissions.includes('SELECT')) {
    return [];
  }
  const now = recordedColumns(subscription);
  return (await mesh.describeTables(database, tables)).map(({ name, columns }) => ({
    table: name,
    columns: columns.filter(({ isPartitionKey }) => !isPartitionKey).map((column) => column.name),
    now: now?.[name],
  }));
}

/** The tables of a record that are narrowed, and how. */
export function shownColumns(subscription: Subscription): readonly ShownColumns[] {
  return Object.entries(recordedColumns(subscription) ?? {}).map(([table, columns]) => ({ table, columns }));
}
