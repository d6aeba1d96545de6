import type { Order } from '../../mesh/ledger/order.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';

/** What a pass over all records knows beside the record. */
export interface Pass {
  /** Epoch seconds. */
  readonly now: number;
  /** Ids of accesses whose decided end has come, by the ledger. */
  readonly over: ReadonlySet<string>;
  /** Orders of suspension and offboarding that stand, by account or `all`. */
  readonly suspended?: ReadonlyMap<string, Order>;
}

/** Something that a sweep looks after on every record. Level-triggered: what was missed once is due again at the next sweep. */
export interface Check {
  /** Snake case; `<name>_due` and `<name>_failed` are fields of the log line. */
  readonly name: string;
  /** Pure and cheap: asked for every record at every sweep. */
  due(subscription: Subscription, pass: Pass): boolean;
  /** May run twice, and on a record that changed since it was read. What it throws is counted, and stops nothing else. */
  act(dependencies: JobDependencies, subscription: Subscription, pass: Pass): Promise<void>;
}

/** One thing that is to be done about one record. */
export interface Due {
  readonly check: Check;
  readonly subscription: Subscription;
}
