import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';

/** Something that a sweep looks after on every record. Level-triggered: what was missed once is due again at the next sweep. */
export interface Check {
  /** Snake case; `<name>_due` and `<name>_failed` are fields of the log line. */
  readonly name: string;
  /** Pure and cheap: asked for every record at every sweep. `now` in epoch seconds. */
  due(subscription: Subscription, now: number): boolean;
  /** May run twice, and on a record that changed since it was read. What it throws is counted, and stops nothing else. */
  act(dependencies: JobDependencies, subscription: Subscription): Promise<void>;
}
