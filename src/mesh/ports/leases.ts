export interface Lease {
  /** To be called right before each write. Throws `ConflictError` (`LEASE_LOST`) where somebody else may hold it by now. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** A lease that may be taken together with a record's change: of what, and by whom. */
export interface LeasePlan {
  /** Different ones, in order. */
  readonly objects: readonly string[];
  readonly holder: string;
}

/** Locks on shared objects that have no condition of their own, with expiry and a fencing number. */
export interface Leases {
  /**
   * Waits its turn. `undefined` where there is nothing to lock with. With a plan of these objects, its holder takes the lease, who may have it
   * already. Throws `UpstreamError` (`LEASE_BUSY`) after a while.
   */
  take(objects: readonly string[], planned?: LeasePlan): Promise<Lease | undefined>;
  /** For `SubscriptionStore.claim`, which saves a call. `undefined` where there is nothing to lock, or nothing to lock with. */
  plan(objects: readonly string[]): LeasePlan | undefined;
  /** The lease of a plan that was just taken. */
  had(plan: LeasePlan): Lease | undefined;
}
