import { ConflictError, InvalidRequestError, NotFoundError } from '../errors.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { subscriptionDigest } from './digest.ts';
import type { Subscription } from './subscription.ts';

/** The record as it is now. Throws `NotFoundError` (`SUBSCRIPTION_NOT_FOUND`). */
export async function loadSubscription(
  store: Pick<SubscriptionStore, 'get'>,
  id: string,
): Promise<Subscription> {
  const subscription = await store.get(id);
  if (!subscription) {
    throw new NotFoundError('SUBSCRIPTION_NOT_FOUND', `no subscription ${id}`, {
      userMessage:
        'There is no such request. Ids are case-sensitive; ask again with `/mesh request` if it is gone.',
    });
  }
  return subscription;
}

/** Throws `ConflictError` (`REQUEST_CHANGED`) where the record is not what somebody was shown. */
export function requireShown(subscription: Subscription, shown: string | undefined): void {
  if (shown !== undefined && shown !== subscriptionDigest(subscription)) {
    throw new ConflictError('REQUEST_CHANGED', `${subscription.id} is not what was shown`, {
      userMessage: 'This request changed after you were shown it. Review it as it is now, then decide.',
      details: { subscription },
    });
  }
}

/** The mesh database of a record. Throws `InvalidRequestError` (`NO_DATABASE`) for requests by product or domain, which name none. */
export function databaseOf({ id, database }: Subscription): string {
  if (database === undefined) {
    throw new InvalidRequestError('NO_DATABASE', `${id} names no database`, {
      userMessage: 'This request names no tables, so it cannot be decided. Deny it and ask again for tables.',
    });
  }
  return database;
}

/** Whether this job made the record what it is. A redelivered job knows its own work by it. */
export function isOwnWork({ fulfilment }: Subscription, job: string): boolean {
  return fulfilment?.job === job;
}

/** Throws `ConflictError` (`ALREADY_DECIDED`) unless the request still waits for its decision. */
export function requireUndecided(subscription: Subscription): void {
  const { id, status, fulfilment } = subscription;
  if (status !== 'Pending' || fulfilment !== undefined) {
    throw alreadyDecided(subscription, `${id} is ${status} ${fulfilment?.phase ?? ''}`);
  }
}

export function alreadyDecided(subscription: Subscription, message: string): ConflictError {
  return new ConflictError('ALREADY_DECIDED', message, {
    userMessage: `This request is already ${stateWord(subscription)}. Nothing was changed.`,
    details: { subscription },
  });
}

function stateWord({ status, fulfilment }: Subscription): string {
  switch (status) {
    case 'Active':
      return 'approved';
    case 'Denied':
      return 'denied';
    case 'Deleted':
      return fulfilment?.phase === 'Withdrawn' ? 'withdrawn' : 'ended';
    case 'Pending':
      return 'being decided';
  }
}
