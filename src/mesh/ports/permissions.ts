import type { ColumnScope } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';
import type { TableGrant } from '../readers/table-grant.ts';
import type { Held, HeldScope } from './held.ts';

export interface GrantEntry {
  /** Absent: the database itself, which is only ever described. */
  readonly table?: string;
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Columns of `SELECT`; absent: all. */
  readonly columns?: ColumnScope;
  /** Data cells filter through which `SELECT` goes, as Lake Formation calls it; it has its columns itself. */
  readonly filter?: string;
}

/** One explicit grant as Lake Formation lists it. */
export interface GrantRow {
  /** Account id, ARN, or the name of a group. */
  readonly principal: string;
  /** Account whose catalog it names; absent: the one that was listed. */
  readonly catalogId?: string;
  readonly database: string;
  /** Absent: the database itself, or all of its tables where `isWildcard` is set. */
  readonly table?: string;
  readonly isWildcard: boolean;
  /** Whether it holds `ALL`, as creators and administrators do without being granted anything. */
  readonly isAll: boolean;
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Columns of `SELECT`; absent: all. */
  readonly columns?: ColumnScope;
  /** Data cells filter on which this was granted. */
  readonly filter?: string;
  /** ARNs of the RAM shares that carry it to another account, as Lake Formation names them now. */
  readonly shares?: readonly string[];
}

/** One entry that Lake Formation refused. */
export interface GrantFailure {
  readonly table: string | undefined;
  readonly code: string;
  readonly reason: string;
}

/** Told after each answer to a change: AWS's request id, and the tables of the batch; `undefined` stands for the database. */
export type OnAnswer = (requestId: string, tables: readonly (string | undefined)[]) => void;

/** Lake Formation in the mesh account, for consumer accounts. */
export interface Permissions {
  /** Grants in batches; what was refused for good comes back, what another change got in the way of was tried again. */
  grant(
    principal: string,
    database: string,
    entries: readonly GrantEntry[],
    onAnswer?: OnAnswer,
  ): Promise<readonly GrantFailure[]>;
  /** As `grant`; what is already gone counts as done. */
  revoke(
    principal: string,
    database: string,
    entries: readonly GrantEntry[],
    onAnswer?: OnAnswer,
  ): Promise<readonly GrantFailure[]>;
  /**
   * What the principal holds on the database and on these tables, or on all tables that it holds anything on; explicit grants only.
   * Where `enough` is already satisfied, the rest is not read.
   */
  held(principal: string, database: string, scope?: HeldScope): Promise<Held>;
  /** Every explicit grant that this role may see, whoever holds it, page by page. */
  list(): AsyncIterable<GrantRow>;
  /** Every grant that lets somebody at this table, whatever it names, as far as this role may see it. */
  onTable(database: string, table: string): AsyncIterable<TableGrant>;
}
