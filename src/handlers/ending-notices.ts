import { type EndingMessageData, endingMessage } from '../blocks/ending-message.ts';
import { parseActor } from '../mesh/actor.ts';
import { pendingExtension } from '../mesh/subscriptions/extension.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import type { Notice } from './changes/outbox.ts';
import { shownReference } from './shown-reference.ts';
import { buttonValue } from './slack/button-value.ts';
import type { Team } from './team.ts';

export interface Ending {
  readonly subscription: Subscription;
  /** The end that is warned of; epoch seconds. */
  readonly end: number;
  /** Seconds before it. */
  readonly lead: number;
  readonly owner: Team | undefined;
  readonly consumer: Team | undefined;
  readonly product: string;
  /** Sorts as text. */
  readonly order: string;
}

/** What the requester and the consumer's channel read about an end that comes near: one message each for each lead. */
export function endingNotices(ending: Ending): readonly Notice[] {
  const { subscription, end, lead, owner, consumer, product, order } = ending;
  const shown = shownReference(subscription);
  const message = endingMessage({
    product,
    tables: subscription.tables,
    consumerTeam: consumer?.name ?? `account ${subscription.subscriber}`,
    ownerTeam: owner?.name ?? `account ${subscription.owner}`,
    end,
    lead,
    movedTo: subscription.expiresAt,
    buttonValue: buttonValue({ subscriptionId: subscription.id, reference: shown.reference }),
    state: stateOf(subscription, end),
  });
  const base = { subscriptionId: subscription.id, order, message, shown };
  const key = `ending-${end}-${lead}`;
  const requester = subscription.requestedBy ? parseActor(subscription.requestedBy) : undefined;
  const enterprise = consumer?.enterprise ?? owner?.enterprise;
  return [
    ...(requester?.kind === 'slack'
      ? [
          {
            ...base,
            key: `dm-${key}`,
            workspace: requester.workspace,
            channel: requester.user,
            ...(enterprise ? { enterprise } : {}),
          },
        ]
      : []),
    ...(consumer
      ? [
          {
            ...base,
            key: `team-${key}`,
            workspace: consumer.workspace,
            channel: consumer.channel,
            ...(consumer.enterprise ? { enterprise: consumer.enterprise } : {}),
          },
        ]
      : []),
  ];
}

function stateOf(subscription: Subscription, end: number): EndingMessageData['state'] {
  const { status, expiresAt, endNotice } = subscription;
  if (status !== 'Active') {
    return 'over';
  }
  if (expiresAt !== end) {
    return 'moved';
  }
  if (endNotice?.end === end && endNotice.quiet) {
    return 'quiet';
  }
  return pendingExtension(subscription) ? 'asked' : 'ending';
}
