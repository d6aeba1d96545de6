import type { Act } from '../act.ts';
import type { ColumnScopes } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';
import type { RowScopes } from '../rows.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** An approver's yes, narrowed or not. Nothing beyond what the record asks can be granted through it. */
export interface Approval extends Act {
  readonly tables?: readonly string[];
  /** Empty or absent: as requested. `DESCRIBE` is always part of the grant. */
  readonly permissions?: readonly TablePermission[];
  /** Permissions that the consumer may hand on; absent or empty: none. */
  readonly grantable?: readonly TablePermission[];
  /** Tables on which `SELECT` covers only some columns, checked against the tables as they are now; absent: all columns. */
  readonly columns?: ColumnScopes;
  /** Of a request that follows a product or domain: only the tables as they are now. */
  readonly asSnapshot?: boolean;
  /** Tables on which `SELECT` goes through the owner's row filters, by their names: their rows together. Absent: all rows. */
  readonly rows?: RowScopes;
  readonly note?: string;
  /** Epoch seconds; at most what was asked for, where a length was. */
  readonly expiresAt?: number;
  /** At most so many approvals are counted under this name; one more is refused with `ConflictError` `CAP_REACHED`. */
  readonly cap?: { readonly counter: string; readonly most: number };
  /** Decides a denied request again, on purpose; the library allows it. */
  readonly reconsider?: boolean;
}

/** One yes of several; what it narrows stays narrowed for the stages after it. */
export interface StageYes extends Approval {
  /** What the owner's policy calls the stage. */
  readonly stage: string;
}

export interface Denial extends Act {
  readonly note?: string;
}

/** What is decided on a request, and how a grant that failed goes on. */
export interface Decisions {
  /**
   * Claims the request together with its decision row in one transaction, grants each table, reads the grants back, then activates.
   * Returns the record as `Granted`, `PartlyGranted` or `GrantFailed`; also resumes a `Granting` record whose claim is this job's.
   * Throws `ConflictError` (`ALREADY_DECIDED` with the record in `details.subscription`, `REQUEST_CHANGED`), `NotAllowedError` (`NOT_PRODUCT_OWNER`).
   */
  approve(approval: Approval): Promise<Subscription>;
  /** Writes one yes of several, with its decision row in one transaction; the request goes on waiting. Throws as `approve`. */
  approveStage(yes: StageYes): Promise<Subscription>;
  /** Writes the denial and its decision row in one transaction. Throws as `approve`. */
  deny(denial: Denial): Promise<Subscription>;
  /** Grants again what a `PartlyGranted` or `GrantFailed` record still lacks, from the decision that it has; returns as `approve`. */
  retryGrants(request: Act): Promise<Subscription>;
  /** `PartlyGranted`: the scope is narrowed to what is confirmed, and the record becomes `Active`. */
  keepPartial(request: Act): Promise<Subscription>;
  /** `PartlyGranted` or `GrantFailed`: what was granted is revoked, confirmed gone, and the record becomes `Denied`. */
  rollBack(request: Act): Promise<Subscription>;
}
