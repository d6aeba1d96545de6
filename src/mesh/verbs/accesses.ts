import type { Act } from '../act.ts';
import type { ColumnScopes } from '../columns.ts';
import type { Invited } from '../consumer/invitation-of.ts';
import type { TablePermission } from '../permissions.ts';
import type { RowScopes } from '../rows.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

export type Import = Pick<Act, 'subscriptionId' | 'by' | 'job'>;

export interface Modification extends Act {
  readonly permissions: readonly TablePermission[];
  readonly grantable?: readonly TablePermission[];
  /** Absent: as they are. Given: exactly these; tables that are not named have all columns from now on. */
  readonly columns?: ColumnScopes;
  /** As `columns`. */
  readonly rows?: RowScopes;
  readonly note?: string;
  /** Epoch seconds; `null` takes the end away, absent leaves it as it was decided. */
  readonly expiresAt?: number | null;
}

/** What is done with an access that was granted. */
export interface Accesses {
  /**
   * Accepts the RAM share, makes a database of the mesh database's name and in it one resource link per granted table (named as the table) in the
   * consumer account, checks that each can be read, marks the record imported. A database link that the library made under that name is used as it is.
   */
  importSubscription(request: Import): Promise<Subscription>;
  /** Whether AWS's invitation to the shares of a subscription still waits for its consumer's account, and until when. Changes nothing. */
  invitation(subscriptionId: string): Promise<Invited>;
  /**
   * Takes back what an `Active` subscription gives and grants it again at once, so that AWS sends its consumer a new invitation; the record is to be
   * imported again. Returns as `approve`. Throws `ConflictError` (`NOTHING_TO_SHARE`), `NotAllowedError` (`SUSPENDED`).
   */
  shareAgain(request: Act): Promise<Subscription>;
  /** Changes an `Active` subscription to exactly these permissions; absent `grantable`, `columns` and `rows` leave grant options, columns and rows as they are. */
  modify(request: Modification): Promise<Subscription>;
  /**
   * Brings an `Active` record that follows a product or domain up to what belongs to it by now: tables that joined are tagged, opened, linked and
   * named in it, those that left are taken out, those of another sensitivity are named as held back. Grants nothing beyond what was decided.
   * Returned unchanged where nothing differs, or where something else is at work on it. Throws `UpstreamError` (`TAG_FULL`, `TAG_REFUSED`).
   */
  follow(act: Omit<Act, 'shown'>): Promise<Subscription>;
  /**
   * A `Pending` or `Active` record that lost our attributes, because the library wrote over it, gets back what the ledger decided and Lake
   * Formation holds: permissions, shares and the end. Returned unchanged where nothing is lost. Grants nothing.
   */
  restore(request: Act): Promise<Subscription>;
  /**
   * Ends an `Active` subscription: revokes what no other live subscription of the consumer needs, tidies shares, policies and links, reads back,
   * then `Deleted` with phase `Revoked`; else `RevokeFailed` with causes. By either side; throws `ConflictError` (`ALREADY_ENDED`).
   */
  revoke(request: Act & { readonly note?: string }): Promise<Subscription>;
  /**
   * Takes away what an `Active` subscription gives, and keeps the record with phase `Suspended`; else `RevokeFailed` with causes. An access that
   * is suspended already is returned as it is. Throws as `revoke`.
   */
  suspend(request: Act & { readonly note?: string }): Promise<Subscription>;
  /**
   * Gives back exactly what was decided before the suspension; where its end has come meanwhile, it ends. To be imported again. Throws `ConflictError`
   * (`NOT_SUSPENDED`), `NotAllowedError` (`SUSPENDED`) while an order of suspension stands.
   */
  resume(request: Act): Promise<Subscription>;
}
