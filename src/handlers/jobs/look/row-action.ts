import type { RowAction } from '../../../blocks/subscription-row.ts';
import { isSuspended } from '../../../mesh/subscriptions/others-need.ts';
import { openQuestions } from '../../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';

/** What the requester's side can do next with a record of its own. `person` is an actor as text. */
export function rowAction(subscription: Subscription, person: string): RowAction | undefined {
  const { status, imported, requestedBy, fulfilment } = subscription;
  if (openQuestions(subscription).length > 0) {
    return 'answer';
  }
  if (status === 'Pending') {
    return requestedBy === person && fulfilment === undefined ? 'withdraw' : undefined;
  }
  if (status === 'Denied' || status === 'Deleted') {
    return 'again';
  }
  if (status !== 'Active') {
    return undefined;
  }
  return imported || isSuspended(subscription) ? 'revoke' : 'import';
}
