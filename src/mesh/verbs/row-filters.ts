import type { RowFilterDeletion } from '../producer/delete-row-filter.ts';
import type { ListedFilter } from '../producer/list-row-filters.ts';
import type { RowFilter } from '../producer/row-filter.ts';
import type { RowFilterOrder } from '../producer/save-row-filter.ts';

/** Row filters that producers prepare. */
export interface RowFilters {
  /**
   * Prepares a row filter of one of this producer's tables, or changes one: from then on everybody who reads through it reads its new rows.
   * Throws `InvalidRequestError` (`BAD_ROW_EXPRESSION`, `BAD_FILTER_NAME`, each with its field), `ConflictError` (`ROW_FILTER_IN_USE` with the
   * users in `details.users` unless all of them are confirmed; `ROW_FILTER_CHANGED`), `NotFoundError` (`TABLE_NOT_FOUND`).
   */
  saveRowFilter(order: RowFilterOrder): Promise<RowFilter>;
  /** The row filters of a mesh database; where they are to be counted, each with the number of records that say that they read through it. */
  rowFilters(
    owner: string,
    database: string,
    options?: { readonly isCounted?: boolean },
  ): Promise<readonly ListedFilter[]>;
  /** Takes a row filter away. Throws `ConflictError` (`ROW_FILTER_NEEDED`, `ROW_FILTER_GRANTED`), `NotFoundError` (`UNKNOWN_ROW_FILTER`). */
  deleteRowFilter(deletion: RowFilterDeletion): Promise<void>;
}
