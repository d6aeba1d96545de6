import type { ColumnScope } from '../columns.ts';
import type { TagCondition } from '../tag-scope.ts';

/** One grant of Lake Formation that lets somebody at a table, whatever it names. */
export interface TableGrant {
  /** Account id, ARN, or the name of a group such as `IAM_ALLOWED_PRINCIPALS`. */
  readonly principal: string;
  /**
   * `table`: the table by its name, all or some columns. `every-table`: all tables of the database. `rows`: a data cells filter of the table.
   * `tags`: an LF-tag policy that the table's tags satisfy.
   */
  readonly through: 'table' | 'every-table' | 'rows' | 'tags';
  /** As Lake Formation calls them; `ALL` among them. */
  readonly permissions: readonly string[];
  readonly grantable: readonly string[];
  /** Columns of `SELECT`; absent: all, or what the filter says. */
  readonly columns?: ColumnScope;
  /** Through `rows`: the filter's name. */
  readonly filter?: string;
  /** Through `tags`: all of them hold. */
  readonly tags?: readonly TagCondition[];
}
