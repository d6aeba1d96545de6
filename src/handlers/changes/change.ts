import { mention } from '../../blocks/text.ts';
import { type Actor, parseActor } from '../../mesh/actor.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team } from '../team.ts';

export interface Change {
  readonly before: Subscription | undefined;
  readonly after: Subscription;
  /** Teams of both sides as their secrets say; a side that nobody is mapped to is told nothing. */
  readonly owner: Team | undefined;
  readonly consumer: Team | undefined;
  /** What the product is called in the catalogue; absent where it is not listed. */
  readonly product?: string | undefined;
  /** Sorts as text in the order of the changes. */
  readonly order: string;
}

export function requesterOf({ requestedBy }: Subscription): Actor | undefined {
  return requestedBy ? parseActor(requestedBy) : undefined;
}

export function requesterName(change: Change): string {
  const requester = requesterOf(change.after);
  return requester?.kind === 'slack'
    ? mention(requester.user)
    : (change.consumer?.name ?? `Account ${change.after.subscriber}`);
}

/** The name that people know; the database where there is none. */
export function productName({ after, product }: Change): string {
  return product ?? after.dataProduct ?? after.database ?? after.domain ?? 'the mesh';
}
