import { sameColumns } from '../columns.ts';
import type { CellFilter } from '../ports/cell-filters.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { knownFilters } from '../producer/known-filters.ts';
import { filterOf, isOwnFilter, preparedFilter } from '../rows.ts';
import { heldRows } from './select-rows.ts';

/** What a table fails with whose filters are not in Lake Formation as they were decided. */
export const FILTER_NOT_READY = 'ROW_FILTER_NOT_READY';

/**
 * Before a grant: every row filter of the decision is in Lake Formation as its owner defined it, and where columns are narrowed too, so is
 * the subscription's own filter, made here. With `mend`, what somebody changed past the app is put right. Tables whose filters are not as
 * they should be come back, and must not be granted. Safe to repeat.
 */
export async function readyFilters(
  ports: Pick<MeshPorts, 'ledger'>,
  producer: Pick<ProducerPorts, 'cells'>,
  decision: Decision,
  { mend = false }: { readonly mend?: boolean } = {},
): Promise<readonly GrantFailure[]> {
  const { database, permissions, rows = {} } = decision;
  if (Object.keys(rows).length === 0 || !permissions.includes('SELECT')) {
    return [];
  }
  const { prepared, cells } = await knownFilters(ports, producer, database);
  const failures: GrantFailure[] = [];
  const written: CellFilter[] = [];
  const put = async (filter: CellFilter) => {
    if (!cells.some((each) => isSame(each, filter))) {
      await producer.cells.put(database, filter);
      written.push(filter);
    }
  };
  for (const [table, names] of Object.entries(rows)) {
    for (const name of names) {
      const filter = prepared.find((each) => each.table === table && each.name === name);
      if (filter === undefined || (filter.state !== 'ready' && !mend)) {
        failures.push(notReady(table, name));
        continue;
      }
      const { expression } = filter;
      await put({ table, name: preparedFilter(name), expression });
      const columns = decision.columns?.[table];
      if (columns !== undefined) {
        await put({ table, name: filterOf(decision.subscriptionId, name, columns), expression, columns });
      }
    }
  }
  for (const filter of written) {
    const now = await producer.cells.get(database, filter.table, filter.name);
    if (now === undefined || !isSame(now, filter)) {
      failures.push(notReady(filter.table, filter.name));
    }
  }
  return failures;
}

/** Removes filters of this subscription alone through which nothing goes any more. */
export async function tidyFilters(
  { cells }: Pick<ProducerPorts, 'cells'>,
  { subscriptionId, database }: Pick<Decision, 'subscriptionId' | 'database'>,
  held: Held,
): Promise<void> {
  const left: CellFilter[] = [];
  for await (const cell of cells.list(database)) {
    const inUse = heldRows(held.tables.get(cell.table)).some(({ filter }) => filter === cell.name);
    if (isOwnFilter(subscriptionId, cell.name) && !inUse) {
      left.push(cell);
    }
  }
  for (const { table, name } of left) {
    await cells.remove(database, table, name);
  }
}

export function isSame(left: CellFilter, right: CellFilter): boolean {
  return (
    left.table === right.table &&
    left.name === right.name &&
    left.expression === right.expression &&
    sameColumns(left.columns, right.columns)
  );
}

function notReady(table: string, name: string): GrantFailure {
  return {
    table,
    code: FILTER_NOT_READY,
    reason: `The row filter ${name} of ${table} is not in Lake Formation as its owner saved it. Save it again with \`/mesh filters\`, then retry.`,
  };
}
