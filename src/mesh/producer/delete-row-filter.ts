import { type Actor, actorText } from '../actor.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import { preparedFilter } from '../rows.ts';
import { epoch } from '../subscriptions/dates.ts';
import { filterEvent } from './filter-event.ts';
import { filterUsers } from './filter-users.ts';
import { knownFilters } from './known-filters.ts';
import type { FilterDefinition } from './row-filter.ts';
import { type FilterPorts, filterName } from './save-row-filter.ts';

export interface RowFilterDeletion {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  readonly database: string;
  readonly table: string;
  readonly name: string;
  readonly by: Actor;
  readonly job: string;
}

/** Takes a row filter away that nobody reads through. See `Mesh.deleteRowFilter`. */
export async function deleteRowFilter(ports: FilterPorts, deletion: RowFilterDeletion): Promise<void> {
  const { owner, by, job } = deletion;
  const database = foldName(deletion.database, 'database');
  const table = foldName(deletion.table, 'table');
  const name = filterName(deletion.name);
  const producer = await ports.producer(owner, database);
  const { prepared } = await knownFilters(ports, producer, database);
  const filter = prepared.find((each) => each.table === table && each.name === name);
  const newest = (await ports.ledger.rowFilters(database)).find(
    (each) => each.table === table && each.name === name,
  );
  if (!filter && newest?.job === job) {
    return; // this very job, delivered again
  }
  if (!filter) {
    throw new NotFoundError('UNKNOWN_ROW_FILTER', `no filter ${name} of ${database}.${table}`, {
      userMessage: `${table} has no row filter ${name}. Look with \`/mesh filters\`.`,
    });
  }
  const isResumed = newest?.job === job;
  if (!isResumed) {
    await refuseUsed(ports, deletion, { database, table, name });
  }
  const definition: FilterDefinition = {
    database,
    table,
    name,
    version: isResumed ? newest.version : filter.version + 1,
    by: actorText(by),
    at: epoch(ports.clock.now()),
    job,
  };
  if (!isResumed) {
    await ports.ledger.defineRowFilter(definition);
  }
  await producer.cells.remove(database, table, preparedFilter(name));
  await ports.ledger.record([filterEvent('delete-row-filter', owner, definition)]);
}

/** Throws `ConflictError` (`ROW_FILTER_NEEDED`, `ROW_FILTER_GRANTED`). */
async function refuseUsed(
  ports: FilterPorts,
  { owner }: RowFilterDeletion,
  filter: { readonly database: string; readonly table: string; readonly name: string },
): Promise<void> {
  const { database, table, name } = filter;
  const ids = (await filterUsers(ports, owner, filter)).map(({ subscriptionId }) => subscriptionId);
  if (ids.length > 0) {
    const some = ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
    throw new ConflictError('ROW_FILTER_NEEDED', `filter ${name} of ${table} is used by ${ids.length}`, {
      userMessage: `The row filter ${name} of ${table} is in use: ${some}. Change or end those first; \`/mesh status <id>\` shows each.`,
    });
  }
  const { permissions } = await ports.producer(owner, database);
  for await (const row of permissions.list()) {
    if (row.database === database && row.table === table && row.filter === preparedFilter(name)) {
      throw new ConflictError(
        'ROW_FILTER_GRANTED',
        `filter ${name} of ${table} is granted to ${row.principal}`,
        {
          userMessage: `${row.principal} reads through the row filter ${name} of ${table} without any subscription. \`/mesh drift\` shows it; revoke it there, then delete the filter.`,
        },
      );
    }
  }
}
