import type { Actor } from '../actor.ts';
import type { Delegation, DelegationOrder } from '../ledger/delegation.ts';
import type { EventFilter, LedgerEvent } from '../ledger/event.ts';
import type { Order, OrderSubject } from '../ledger/order.ts';
import type { Decision } from '../ports/decision.ts';
import type { Status, Subscription } from '../subscriptions/subscription.ts';

/** All given parts must fit. */
export interface SubscriptionFilter {
  readonly owner?: string;
  readonly subscriber?: string;
  readonly statuses?: readonly Status[];
  readonly database?: string;
  /** Records that hold this table. */
  readonly table?: string;
}

/** What is known about subscriptions, and kept for good. */
export interface Records {
  /** The record as it is now, read consistently; `undefined` where there is none. `Deleted` records are returned too. */
  getSubscription(id: string): Promise<Subscription | undefined>;
  /** Records that match all of the filter, page by page. */
  listSubscriptions(filter: SubscriptionFilter): AsyncIterable<Subscription>;
  /** Decisions about a subscription, oldest first. */
  history(subscriptionId: string): AsyncIterable<Decision>;
  /** What the ledger keeps of a subscription, a table, a person or a period. Throws `InvalidRequestError` (`NO_PERIOD`). */
  events(filter: EventFilter): AsyncIterable<LedgerEvent>;
  /** Adds what happened to the ledger, for good; what is there already stays as it is. */
  record(events: readonly LedgerEvent[]): Promise<void>;
  /** Keeps a text that decisions rest on in the ledger; the first one of a name stays, and is returned. */
  keepText(name: string, text: string): Promise<string>;
  keptText(name: string): Promise<string | undefined>;
  /** Keeps what a mesh admin ordered, for good; it holds until the next order about the same. The same one given twice is one. */
  giveOrder(order: Order): Promise<void>;
  /** Every order about this subject, oldest first. */
  orders(subject: OrderSubject): AsyncIterable<Order>;
  /**
   * Lets somebody decide for somebody else for a while. Who may arrange that is the caller's to know. Throws `InvalidRequestError`
   * (`BAD_DELEGATION`).
   */
  delegate(order: DelegationOrder): Promise<Delegation>;
  /** Ends one before its time; of one that is over, nothing changes. Throws `NotFoundError` (`DELEGATION_NOT_FOUND`). */
  endDelegation(end: {
    readonly workspace: string;
    readonly id: string;
    readonly by: Actor;
    readonly job: string;
  }): Promise<Delegation>;
  /** Delegations of a workspace whose agreed end comes after this instant, in epoch seconds; ended ones carry their end. */
  delegations(workspace: string, after: number): AsyncIterable<Delegation>;
}
