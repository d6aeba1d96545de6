import type { CellFilter } from '../ports/cell-filters.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { preparedFilter, preparedName } from '../rows.ts';
import type { FilterDefinition, RowFilter } from './row-filter.ts';

export interface KnownFilters {
  /** Sorted by table and name. */
  readonly prepared: readonly RowFilter[];
  /** All that Lake Formation has in the database, those of subscriptions and of strangers among them. */
  readonly cells: readonly CellFilter[];
}

/**
 * The row filters of a mesh database: the ledger says what they are, Lake Formation what is in force. A filter that only Lake Formation has,
 * under a name of ours, was made on the command line and counts as it is.
 */
export async function knownFilters(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  { cells }: Pick<ProducerPorts, 'cells'>,
  database: string,
): Promise<KnownFilters> {
  const found: CellFilter[] = [];
  for await (const cell of cells.list(database)) {
    found.push(cell);
  }
  const definitions = await ledger.rowFilters(database);
  const defined = definitions.flatMap((definition) => ofDefinition(definition, found));
  const versionOf = (table: string, name: string) =>
    definitions.find((each) => each.table === table && each.name === name)?.version ?? 0;
  const others = found.flatMap((cell): readonly RowFilter[] => {
    const name = preparedName(cell.name);
    const isKnown = defined.some((each) => each.table === cell.table && each.name === name);
    return name === undefined || isKnown || cell.expression === undefined || cell.columns !== undefined
      ? []
      : [
          {
            database,
            table: cell.table,
            name,
            expression: cell.expression,
            version: versionOf(cell.table, name),
            state: 'ready',
          },
        ];
  });
  const key = ({ table, name }: RowFilter) => `${table}/${name}`;
  const prepared = [...defined, ...others].sort((left, right) => (key(left) < key(right) ? -1 : 1));
  return { prepared, cells: found };
}

function ofDefinition(
  { job: _, expression, ...definition }: FilterDefinition,
  found: readonly CellFilter[],
): readonly RowFilter[] {
  if (expression === undefined) {
    return [];
  }
  const cell = found.find(
    ({ table, name }) => table === definition.table && name === preparedFilter(definition.name),
  );
  const isSame = cell?.expression === expression && cell.columns === undefined;
  return [
    { ...definition, expression, state: cell === undefined ? 'missing' : isSame ? 'ready' : 'changed' },
  ];
}
