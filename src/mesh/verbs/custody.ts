import type { Act } from '../act.ts';
import type { Adoption } from '../adoption/adoption.ts';
import type { Disagreement } from '../restored/find-disagreements.ts';
import type { Restoration } from '../restored/restoration.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** What of the mesh the app looks after, and whether its records can be trusted. */
export interface Custody {
  /**
   * Whether the app looks after all that is in the mesh. The first time, it looks whether records were here before it and keeps the answer as an
   * order; from then on only a mesh admin's order changes it.
   */
  adoption(): Promise<Adoption>;
  /** Whether a record was asked for in Slack, or decided on through the app. */
  isOfApp(record: Pick<Subscription, 'id' | 'requestedVia'>): Promise<boolean>;
  /**
   * Whether the table of subscriptions was restored and nobody has compared it yet: it is another table than the one that was seen last, which is kept
   * as an order, or a mesh admin said so. Throws `UpstreamError` where AWS does not describe it.
   */
  restoration(): Promise<Restoration>;
  /** Records that say otherwise than the ledger's last word about them, older than it, and those that are gone. Changes nothing. */
  disagreements(): AsyncIterable<Disagreement>;
  /** The same of one record, or of an id whose record is gone; `undefined` where it agrees. */
  disagreement(subscriptionId: string): Promise<Disagreement | undefined>;
  /**
   * Brings one record back to the ledger's last word: an end is carried out again, a grant shown as far as Lake Formation holds it. Grants nothing.
   * What agrees, or has to be asked again by people, is returned as it is. Throws as `revoke`, and `NotFoundError` (`SUBSCRIPTION_NOT_FOUND`).
   */
  reconcile(act: Omit<Act, 'shown'>): Promise<Subscription>;
}
