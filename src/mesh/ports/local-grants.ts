import type { TablePermission } from '../permissions.ts';
import type { GrantFailure } from './permissions.ts';

/** What a role or user of the consumer's account gets, or loses, of imported tables. */
export interface LocalScope {
  /** ARN of an IAM role or user of the account. */
  readonly principal: string;
  /** Of the mesh, and of the links: both have the same name. */
  readonly database: string;
  /** Also DESCRIBE on the database of the links. */
  readonly withDatabase: boolean;
  /** Tables on whose links DESCRIBE is meant. */
  readonly links: readonly string[];
  /** What is meant on the tables of the mesh that the links lead to. */
  readonly targets: readonly { readonly table: string; readonly permissions: readonly TablePermission[] }[];
}

/** One grant that the consumer's account keeps. */
export interface LocalRow {
  readonly principal: string;
  /** `link`: of the account's own catalog. `target`: of the mesh. */
  readonly on: 'link' | 'target';
  readonly database: string;
  /** Absent: the database itself. */
  readonly table?: string;
  /** Holds ALL, as whoever made a link does. */
  readonly isAll: boolean;
  readonly permissions: readonly TablePermission[];
}

/** Lake Formation of the consumer's account, as whoever these credentials are: its administrator, or the mesh's role there. */
export interface LocalGrants {
  grant(scope: LocalScope): Promise<readonly GrantFailure[]>;
  /** What is already gone counts as done. */
  revoke(scope: LocalScope): Promise<readonly GrantFailure[]>;
  /**
   * What these credentials may see, which need not be all: others than an administrator see only permissions that they hold themselves.
   * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
   */
  list(): AsyncIterable<LocalRow>;
}
