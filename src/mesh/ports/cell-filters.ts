import type { ColumnScope } from '../columns.ts';

/** A data cells filter as Lake Formation keeps it. */
export interface CellFilter {
  readonly table: string;
  readonly name: string;
  /** Absent: all rows. */
  readonly expression?: string;
  /** Absent: all columns. */
  readonly columns?: ColumnScope;
}

/** Data cells filters of one mesh database. */
export interface CellFilters {
  /** Those of one table, or of all. */
  list(database: string, table?: string): AsyncIterable<CellFilter>;
  get(database: string, table: string, name: string): Promise<CellFilter | undefined>;
  /** Makes the filter, or brings it to exactly this. */
  put(database: string, filter: CellFilter): Promise<void>;
  /** What is gone already counts as removed. */
  remove(database: string, table: string, name: string): Promise<void>;
}
