import { InvalidRequestError, type MeshError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { knownFilters } from '../producer/known-filters.ts';
import type { RowFilter } from '../producer/row-filter.ts';
import type { RowScopes } from '../rows.ts';
import { WHOLE_TABLE } from './decided-columns.ts';

/** Most filters of one table in one grant. @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html */
const MOST = 10;

/**
 * The decision with its row filters, each of which is in force as its owner saved it. One that was made past the app gets its definition in the
 * ledger here, since from now on a subscription rests on it. Throws `InvalidRequestError` (`ROWS_WITHOUT_TABLE`, `ROWS_WITHOUT_SELECT`,
 * `ROWS_WITH_WRITE`, `UNKNOWN_ROW_FILTER`, `TOO_MANY_ROW_FILTERS`, `ROW_FILTER_NOT_READY`), `ConflictError` (`ROW_FILTER_CHANGED`).
 */
export async function withRows(
  ports: Pick<MeshPorts, 'ledger'>,
  producer: Pick<ProducerPorts, 'cells'>,
  decision: Decision,
  rows: RowScopes | undefined,
): Promise<Decision> {
  const { rows: _, ...plain } = decision;
  const entries = Object.entries(rows ?? {}).filter(([, names]) => names.length > 0);
  if (entries.length === 0) {
    return plain;
  }
  refuseCombination(decision);
  const { prepared } = await knownFilters(ports, producer, decision.database);
  const scopes = entries.map(([text, names]) => {
    const table = foldName(text, 'table');
    if (!decision.tables.includes(table)) {
      throw refused(
        'ROWS_WITHOUT_TABLE',
        `rows of ${table}`,
        `Rows can only be chosen of tables that are granted, and ${table} is not among them.`,
      );
    }
    return [table, chosen(prepared, table, names)] as const;
  });
  for (const filter of scopes.flatMap(([, filters]) => filters).filter(({ by }) => by === undefined)) {
    const { database, table, name, expression, version } = filter;
    const { by, at, job } = decision;
    await ports.ledger.defineRowFilter({
      database,
      table,
      name,
      expression,
      by,
      at,
      job,
      version: version + 1,
    });
  }
  return {
    ...plain,
    rows: Object.fromEntries(scopes.map(([table, filters]) => [table, filters.map(({ name }) => name)])),
  };
}

function chosen(
  prepared: readonly RowFilter[],
  table: string,
  names: readonly string[],
): readonly RowFilter[] {
  const wanted = [...new Set(names.map((name) => name.trim().toLowerCase()))].sort();
  if (wanted.length > MOST) {
    throw refused(
      'TOO_MANY_ROW_FILTERS',
      `${wanted.length} filters of ${table}`,
      `AWS takes at most ${MOST} row filters of a table at once. Choose fewer for ${table}, or save one that stands for several.`,
    );
  }
  return wanted.map((name) => {
    const own = prepared.filter((each) => each.table === table);
    const filter = own.find((each) => each.name === name);
    if (filter === undefined) {
      const known = own.length > 0 ? `It has ${own.map((each) => each.name).join(', ')}.` : 'It has none.';
      throw refused(
        'UNKNOWN_ROW_FILTER',
        `filter ${name} of ${table}`,
        `${table} has no row filter ${name}. ${known} \`/mesh filters\` shows them and makes new ones.`,
      );
    }
    if (filter.state !== 'ready') {
      throw refused(
        'ROW_FILTER_NOT_READY',
        `filter ${name} of ${table} is ${filter.state}`,
        `The row filter ${name} of ${table} is not in Lake Formation as it was saved. Save it again with \`/mesh filters\`, then decide.`,
      );
    }
    return filter;
  });
}

function refuseCombination({ permissions }: Decision): void {
  if (!permissions.includes('SELECT')) {
    throw refused(
      'ROWS_WITHOUT_SELECT',
      'without SELECT',
      'Only SELECT can be narrowed to rows. Grant SELECT, or choose no row filter.',
    );
  }
  const writing = permissions.filter((name) => WHOLE_TABLE.includes(name));
  if (writing.length > 0) {
    throw refused(
      'ROWS_WITH_WRITE',
      `together with ${writing.join(', ')}`,
      `AWS does not narrow rows for somebody who holds ${writing.join(', ')} on the table. Take ${writing.join(', ')} away, or choose no row filter.`,
    );
  }
}

function refused(code: string, what: string, userMessage: string): MeshError {
  return new InvalidRequestError(code, `row filter: ${what}`, { userMessage });
}
