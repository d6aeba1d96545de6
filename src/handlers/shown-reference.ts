import { createHash } from 'node:crypto';
import { subscriptionDigest } from '../mesh/subscriptions/digest.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';

export interface ShownBy {
  /** Opaque; what buttons carry. */
  readonly reference: string;
  readonly digest: string;
}

/** The id of what is shown of a record now. Another state of the record is another id, so that an old button cannot mean a new request. */
export function shownReference(subscription: Subscription): ShownBy {
  return shownUnder(subscription.id, subscriptionDigest(subscription));
}

/** The id of something that is shown with this digest; `about` keeps different things apart. */
export function shownUnder(about: string, digest: string): ShownBy {
  const reference = createHash('sha256').update(`${about}|${digest}`).digest('base64url').slice(0, 22);
  return { reference, digest };
}
