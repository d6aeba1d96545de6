import { createHash } from 'node:crypto';
import { scopeText } from '../tag-scope.ts';
import type { Subscription } from './subscription.ts';

/** Fingerprint of the request itself: what was asked meanwhile does not change what somebody said yes to. */
export function requestDigest({ questions: _questions, ...request }: Subscription): string {
  return subscriptionDigest(request);
}

/**
 * Fingerprint of all that a decision rests on. A message remembers the digest of what it showed; a claim compares it with the record,
 * so that nobody approves something else than what they read.
 */
export function subscriptionDigest(subscription: Subscription): string {
  const {
    owner,
    subscriber,
    database,
    tables,
    requested,
    grantable,
    reason,
    expiresAt,
    domain,
    dataProduct,
    requestedSeconds,
    questions,
    fields,
    byTag,
  } = subscription;
  const shown = [
    owner,
    subscriber,
    database ?? null,
    domain ?? null,
    dataProduct ?? null,
    [...tables].sort(),
    [...requested].sort(),
    [...grantable].sort(),
    reason ?? null,
    expiresAt ?? null,
    // Only where there is one: cards of requests without stay valid.
    ...(requestedSeconds === undefined ? [] : [requestedSeconds]),
    ...(questions ?? []).map(({ id, answer }) => `${id}|${answer?.id ?? ''}`),
    ...(fields === undefined ? [] : [Object.entries(fields).sort()]),
    ...(byTag === undefined ? [] : [scopeText(byTag)]),
  ];
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 27);
}
