import type { RowAction } from '../../../blocks/subscription-row.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';

/** What the requester's side can do next with a record of its own. `person` is an actor as text. */
export function rowAction(
  { status, imported, requestedBy, fulfilment }: Subscription,
  person: string,
): RowAction | undefined {
  if (status === 'Pending') {
    return requestedBy === person && fulfilment === undefined ? 'withdraw' : undefined;
  }
  return status === 'Active' ? (imported ? 'revoke' : 'import') : undefined;
}
