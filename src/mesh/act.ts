import type { Actor } from './actor.ts';

/** Somebody does something to a subscription. */
export interface Act {
  readonly subscriptionId: string;
  /** Who does it. */
  readonly by: Actor;
  /** For whom, where they handed that on. */
  readonly onBehalf?: Actor | undefined;
  /** Id of the job: a redelivered job recognises its own claim by it. */
  readonly job: string;
  /** Digest of what the person was shown, from `subscriptionDigest`; a different record is refused with `ConflictError` `REQUEST_CHANGED`. */
  readonly shown?: string;
}

/** Somebody says something about a request. */
export interface Words extends Act {
  readonly text: string;
}
