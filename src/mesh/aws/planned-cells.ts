import type { CellFilter, CellFilters } from '../ports/cell-filters.ts';

/** Data cells filters, read as if all that was planned had been done; `undefined` stands for one that would be gone. */
export function plannedCells(
  cells: CellFilters,
  imagined: Map<string, { readonly database: string; readonly cell?: CellFilter }>,
): CellFilters {
  const keyOf = (database: string, table: string, name: string) => JSON.stringify([database, table, name]);
  return {
    async *list(database, table) {
      const seen = new Set<string>();
      for await (const cell of cells.list(database, table)) {
        const key = keyOf(database, cell.table, cell.name);
        seen.add(key);
        const planned = imagined.get(key);
        const now = planned ? planned.cell : cell;
        if (now) {
          yield now;
        }
      }
      for (const [key, { cell, ...at }] of imagined) {
        const isHere = at.database === database && (table === undefined || cell?.table === table);
        if (cell && isHere && !seen.has(key)) {
          yield cell;
        }
      }
    },
    async get(database, table, name) {
      const key = keyOf(database, table, name);
      const planned = imagined.get(key);
      return planned ? planned.cell : cells.get(database, table, name);
    },
    async put(database, filter) {
      await cells.put(database, filter);
      imagined.set(keyOf(database, filter.table, filter.name), { database, cell: filter });
    },
    async remove(database, table, name) {
      await cells.remove(database, table, name);
      imagined.set(keyOf(database, table, name), { database });
    },
  };
}
