import type { Delegation, DelegationEnd } from '../ledger/delegation.ts';
import type { EventFilter, LedgerEvent } from '../ledger/event.ts';
import type { Order, OrderSubject } from '../ledger/order.ts';
import type { FilterDefinition } from '../producer/row-filter.ts';
import type { DecidedEnd, Decision } from './decision.ts';

export interface Ledger {
  /** Whether there is one; where there is, nothing is granted without its row. */
  readonly isKept: boolean;
  /** The decision of this job; `undefined` where there is none, or where no ledger is kept. */
  decision(subscriptionId: string, job: string): Promise<Decision | undefined>;
  /** Oldest first. */
  history(subscriptionId: string): AsyncIterable<Decision>;
  /** Decided ends of the last 35 days that have come by now, whatever the records say; ended ones are among them. `now` in epoch seconds. */
  endsUpTo(now: number): AsyncIterable<DecidedEnd>;
  /** Keeps a text that decisions rest on; the first one of a name stays, and is returned. Where no ledger is kept, nothing is. */
  keep(name: string, text: string): Promise<string>;
  kept(name: string): Promise<string | undefined>;
  /** The newest definition of each row filter of a mesh database, deleted ones too; nothing where no ledger is kept. */
  rowFilters(database: string): Promise<readonly FilterDefinition[]>;
  /** Adds a version of a row filter. Throws `ConflictError` (`ROW_FILTER_CHANGED`) where its number is taken. Does nothing where no ledger is kept. */
  defineRowFilter(definition: FilterDefinition): Promise<void>;
  /** How many places of a counter are taken. */
  taken(counter: string): Promise<number>;
  /**
   * Adds what happened, for good; what is there already stays as it is. Does nothing where no ledger is kept.
   * Throws `UpstreamError` where it could not be written.
   */
  record(events: readonly LedgerEvent[]): Promise<void>;
  /** Keeps an order for good, with its event; the same one given twice is one. Throws `ConfigurationError` (`NO_LEDGER`) where no ledger is kept. */
  give(order: Order): Promise<void>;
  /** Every order about this subject, oldest first; none where no ledger is kept. */
  orders(subject: OrderSubject): AsyncIterable<Order>;
  /** Keeps a delegation, or its early end, together with its event; what is there already stays as it is. Nothing where no ledger is kept. */
  delegate(delegation: Delegation, event: LedgerEvent): Promise<void>;
  endDelegation(delegation: Delegation, end: DelegationEnd, event: LedgerEvent): Promise<void>;
  /** Delegations of a workspace whose agreed end comes after this instant (epoch seconds), with the early ends of those that have one. */
  delegations(workspace: string, after: number): AsyncIterable<Delegation>;
  /** What happened, page by page, by the key that the filter names. Throws `InvalidRequestError` (`NO_PERIOD`) for everything without both instants. */
  events(filter: EventFilter): AsyncIterable<LedgerEvent>;
}
