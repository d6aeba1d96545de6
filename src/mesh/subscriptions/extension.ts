import { createHash } from 'node:crypto';
import { subscriptionDigest } from './digest.ts';
import type { Subscription } from './subscription.ts';

/** A longer stay that was asked for; `decided` once the owner's team has answered. */
export interface Extension {
  /** How much longer, counted from the end that was decided; seconds. */
  readonly seconds: number;
  /** The end that it was asked for; epoch seconds. */
  readonly from: number;
  /** An `Actor` as text. */
  readonly by: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly job: string;
  /** Typed by a person. */
  readonly reason?: string;
  readonly decided?: ExtensionDecision;
}

export interface ExtensionDecision {
  readonly kind: 'extend' | 'deny-extension';
  /** An `Actor` as text. */
  readonly by: string;
  /** As in `DecisionView`. */
  readonly onBehalf?: string | undefined;
  /** Epoch seconds. */
  readonly at: number;
  readonly note?: string;
}

/** What people were told about the end of an access; another end begins anew. */
export interface EndNotice {
  /** Epoch seconds. */
  readonly end: number;
  /** Seconds before the end of the last warning. */
  readonly lead?: number;
  /** The consumer's team let it end: no more warnings. */
  readonly quiet?: boolean;
}

/** The extension that waits for an answer and can still have one. */
export function pendingExtension({ extension, status }: Subscription): Extension | undefined {
  return status === 'Active' && extension?.decided === undefined ? extension : undefined;
}

/** Fingerprint of all that a decision about an extension rests on; as `subscriptionDigest`. */
export function extensionDigest(subscription: Subscription): string {
  const { seconds, from, by, at, reason } = subscription.extension ?? {};
  const shown = [subscriptionDigest(subscription), seconds, from, by, at, reason ?? null];
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 27);
}
