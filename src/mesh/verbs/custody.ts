import type { Adoption } from '../adoption/adoption.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** What of the mesh the app looks after. */
export interface Custody {
  /**
   * Whether the app looks after all that is in the mesh. The first time, it looks whether records were here before it and keeps the answer as an
   * order; from then on only a mesh admin's order changes it.
   */
  adoption(): Promise<Adoption>;
  /** Whether a record was asked for in Slack, or decided on through the app. */
  isOfApp(record: Pick<Subscription, 'id' | 'requestedVia'>): Promise<boolean>;
}
