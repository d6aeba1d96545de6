import type { ExtensionCardData } from '../blocks/extension.ts';
import { type Extension, extensionDigest } from '../mesh/subscriptions/extension.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import { actorMention, deciderMention } from './jobs/decided-answer.ts';
import { type ShownBy, shownUnder } from './shown-reference.ts';
import { buttonValue } from './slack/button-value.ts';

/** What is shown of an extension now; its own reference, since another decision is meant by its buttons. */
export function extensionReference(subscription: Subscription): ShownBy {
  return shownUnder(`${subscription.id}|extension`, extensionDigest(subscription));
}

/** An extension of a record, for cards and messages. */
export function extensionCardData(
  subscription: Subscription,
  extension: Extension,
  names: { readonly product: string; readonly consumerTeam: string },
): ExtensionCardData {
  const { reference } = extensionReference(subscription);
  const { decided, seconds, from, reason, by } = extension;
  return {
    ...names,
    tables: subscription.tables,
    requester: actorMention(by),
    end: from,
    seconds,
    reason,
    buttonValue: buttonValue({ subscriptionId: subscription.id, reference }),
    state: decided
      ? {
          kind: decided.kind === 'extend' ? 'extended' : 'denied',
          by: deciderMention(decided),
          at: decided.at,
          ...(decided.note === undefined ? {} : { note: decided.note }),
        }
      : { kind: subscription.status === 'Active' ? 'waiting' : 'over' },
  };
}
