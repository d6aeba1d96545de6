import { type Actor, actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError, MeshError, UpstreamError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import type { CellFilter } from '../ports/cell-filters.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { checkExpression } from '../row-expression/check-expression.ts';
import { filterOf, preparedFilter } from '../rows.ts';
import { epoch } from '../subscriptions/dates.ts';
import { isSame } from '../subscriptions/ready-filters.ts';
import { filterEvent } from './filter-event.ts';
import { type FilterUser, filterUsers } from './filter-users.ts';
import { knownFilters } from './known-filters.ts';
import { findTables, requireTargets } from './resolve-tables.ts';
import type { FilterDefinition, RowFilter } from './row-filter.ts';

export type FilterPorts = Pick<MeshPorts, 'store' | 'ledger' | 'producer' | 'clock'>;

export interface RowFilterOrder {
  /** Producer account id, 12 digits. */
  readonly owner: string;
  /** Mesh database. */
  readonly database: string;
  readonly table: string;
  /** Small letters, digits, `-` and `_`, at most 40. */
  readonly name: string;
  /** A condition on the table's columns in Lake Formation's PartiQL. */
  readonly expression: string;
  readonly description?: string;
  readonly by: Actor;
  readonly job: string;
  /** Ids of the subscriptions of which the person was told that they read other rows from now on. */
  readonly confirmed?: readonly string[];
}

/** Makes a row filter, or changes one. See `Mesh.saveRowFilter`. */
export async function saveRowFilter(ports: FilterPorts, order: RowFilterOrder): Promise<RowFilter> {
  const database = foldName(order.database, 'database');
  const name = filterName(order.name);
  const producer = await ports.producer(order.owner, database);
  const targets = await findTables(producer.catalog, database, [foldName(order.table, 'table')]);
  requireTargets(order.owner, database, targets);
  const [target] = targets.found;
  const table = target?.name ?? '';
  const expression = checkExpression(order.expression, target?.columns ?? []);
  const { prepared, cells } = await knownFilters(ports, producer, database);
  const existing = prepared.find((each) => each.table === table && each.name === name);
  const newest = (await ports.ledger.rowFilters(database)).find(
    (each) => each.table === table && each.name === name,
  );
  const isResumed = newest?.job === order.job;
  const users = await filterUsers(ports, order.owner, { database, table, name });
  if (!isResumed && changes(existing, cells, expression)) {
    refuseUnseen(table, name, users, order.confirmed ?? []);
  }
  const definition: FilterDefinition = {
    database,
    table,
    name,
    expression,
    ...describe(order.description),
    version: isResumed ? newest.version : (newest?.version ?? 0) + 1,
    by: actorText(order.by),
    at: epoch(ports.clock.now()),
    job: order.job,
  };
  if (!isResumed) {
    await ports.ledger.defineRowFilter(definition);
  }
  await putOrTakeBack(ports, producer, definition, existing, ofUsers(definition, users));
  await ports.ledger.record([filterEvent('save-row-filter', order.owner, definition)]);
  const { job: _, ...saved } = definition;
  return { ...saved, expression, state: 'ready' };
}

/** Throws `InvalidRequestError` (`BAD_FILTER_NAME`). */
export function filterName(text: string): string {
  const name = text.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(name)) {
    const sentence =
      'The name of a row filter has small letters, digits, - and _, at most 40, as in eu-customers.';
    throw new InvalidRequestError('BAD_FILTER_NAME', `row filter name ${JSON.stringify(name)}`, {
      userMessage: sentence,
      fields: { name: sentence },
    });
  }
  return name;
}

/** Whether anybody would read other rows than now, or than was decided. */
function changes(existing: RowFilter | undefined, cells: readonly CellFilter[], expression: string): boolean {
  const cell =
    existing &&
    cells.find(({ table, name }) => table === existing.table && name === preparedFilter(existing.name));
  return existing !== undefined && (existing.expression !== expression || cell?.expression !== expression);
}

/** Throws `ConflictError` (`ROW_FILTER_IN_USE`) with the users in its details. */
function refuseUnseen(
  table: string,
  name: string,
  users: readonly FilterUser[],
  confirmed: readonly string[],
): void {
  const ids = users.map(({ subscriptionId }) => subscriptionId);
  if (ids.some((id) => !confirmed.includes(id))) {
    const some = ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
    throw new ConflictError('ROW_FILTER_IN_USE', `filter ${name} of ${table} is used by ${ids.length}`, {
      userMessage: `The row filter ${name} of ${table} is in use: ${some}. They read other rows from the moment on at which it is changed. Confirm the change, or save it under another name.`,
      details: { users },
    });
  }
}

function ofUsers(definition: FilterDefinition, users: readonly FilterUser[]): readonly CellFilter[] {
  const { table, name, expression = '' } = definition;
  return users.flatMap(({ subscriptionId, columns }) =>
    columns.map((each) => ({
      table,
      name: filterOf(subscriptionId, name, each),
      expression,
      columns: each,
    })),
  );
}

/** What Lake Formation refuses for good is not left standing in the ledger as if it were in force. */
async function putOrTakeBack(
  ports: FilterPorts,
  { cells }: Pick<ProducerPorts, 'cells'>,
  definition: FilterDefinition,
  existing: RowFilter | undefined,
  ofSubscriptions: readonly CellFilter[],
): Promise<void> {
  const { database, table, name, expression = '' } = definition;
  const wanted: CellFilter = { table, name: preparedFilter(name), expression };
  try {
    await cells.put(database, wanted);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    const { expression: _, description: _d, ...about } = definition;
    await ports.ledger.defineRowFilter({
      ...about,
      ...(existing ? { expression: existing.expression, ...describe(existing.description) } : {}),
      version: definition.version + 1,
      job: `${definition.job}#refused`,
    });
    throw error;
  }
  for (const filter of ofSubscriptions) {
    await cells.put(database, filter);
  }
  for (const filter of [wanted, ...ofSubscriptions]) {
    const now = await cells.get(database, filter.table, filter.name);
    if (now === undefined || !isSame(now, filter)) {
      throw new UpstreamError('ROW_FILTER_NOT_SHOWN', `${filter.name} of ${table} is not as it was saved`, {
        userMessage: `Lake Formation does not show the row filter ${name} as it was saved yet. Save it again in a minute.`,
        retryable: true,
      });
    }
  }
}

function describe(description: string | undefined): { readonly description?: string } {
  const text = description?.trim() ?? '';
  return text === '' ? {} : { description: text };
}
