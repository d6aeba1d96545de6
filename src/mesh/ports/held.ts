import type { TablePermission } from '../permissions.ts';
import type { SelectRow } from '../subscriptions/select-rows.ts';

/** What Lake Formation holds for one principal on one table, column and table entries united. */
export interface HeldGrant {
  /** `SELECT` only where it covers all columns. */
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Grants of `SELECT` on some columns, or through a filter. */
  readonly narrowed: readonly SelectRow[];
  readonly shares: readonly string[];
}

export interface Held {
  readonly database: { readonly describe: boolean; readonly shares: readonly string[] };
  readonly tables: ReadonlyMap<string, HeldGrant>;
  /** What a grant by LF-tags holds, whether any table carries the tags or not; only where one was looked for. */
  readonly byTag?: TagHeld;
}

export interface TagHeld {
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  readonly shares: readonly string[];
}

export interface HeldScope {
  readonly tables?: readonly string[];
  /** Grants through data cells filters are not at stake, and need not be asked for where that would be a call more. */
  readonly isUnfiltered?: boolean;
  readonly enough?: (held: Held) => boolean;
}
