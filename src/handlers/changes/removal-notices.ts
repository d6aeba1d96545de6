import { section } from '../../blocks/message.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Team } from '../team.ts';
import type { Notice } from './outbox.ts';

export interface Removal {
  readonly before: Subscription;
  readonly owner: Team | undefined;
  readonly order: string;
  /** DynamoDB's own clean-up, which is nobody's decision. */
  readonly byExpiry: boolean;
}

/** A record that still meant something was deleted from the table itself: the owner is told, since no grant goes away with it. */
export function removalNotices({ before, owner, order, byExpiry }: Removal): readonly Notice[] {
  const mattered = before.status === 'Pending' || before.status === 'Active';
  if (byExpiry || !owner || !mattered) {
    return [];
  }
  const rest =
    before.status === 'Active' ? ' What was granted is still granted: a mesh admin has to look at it.' : '';
  const text = `:warning: The record of this request was deleted from the table, outside Slack. Nobody can decide on it any more.${rest}`;
  const place = {
    subscriptionId: before.id,
    workspace: owner.workspace,
    ...(owner.enterprise ? { enterprise: owner.enterprise } : {}),
    channel: owner.channel,
    message: { text, blocks: [section(text)] },
    order,
  };
  return [
    { ...place, key: 'card' }, // its buttons would only answer that there is no such request
    { ...place, key: 'thread-removed', threadOf: 'card' },
  ];
}
