import type { LedgerEvent } from '../ledger/event.ts';
import type { Status, Subscription } from '../subscriptions/subscription.ts';
import type { CountedPlace, Decision } from './decision.ts';
import type { LeasePlan } from './leases.ts';

/** The subscriptions table. Every write is conditional on what was read. */
export interface SubscriptionStore {
  /** Read consistently. */
  get(id: string): Promise<Subscription | undefined>;
  /** Whether the record was made; `false` where the id is taken. */
  insert(subscription: Subscription): Promise<boolean>;
  /**
   * Writes the difference, together with the decision's ledger row and with what happened in one transaction where there are any; rows of
   * events that do not fit into it follow.
   * Throws `ConflictError` (`RECORD_CHANGED`) where the stored record is no longer `before`, this job has decided already, or the place is
   * taken.
   */
  replace(
    before: Subscription,
    after: Subscription,
    decision?: Decision,
    place?: CountedPlace,
    events?: readonly LedgerEvent[],
  ): Promise<Subscription>;
  /**
   * As `replace`, and takes a lease in the same transaction. Where only the lease is not free, the record is written without it.
   * Whether the lease is had.
   */
  claim(
    before: Subscription,
    after: Subscription,
    decision: Decision,
    place: CountedPlace | undefined,
    lease: LeasePlan,
  ): Promise<boolean>;
  bySubscriber(account: string): AsyncIterable<Subscription>;
  byOwner(account: string, status?: Status): AsyncIterable<Subscription>;
  all(): AsyncIterable<Subscription>;
}
