import { ASK_AGAIN } from '../../blocks/ids.ts';
import { type Message, section } from '../../blocks/message.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** An ended access is never brought back: this sentence comes with the button that opens a fresh request, filled as the old one was. */
export async function offerAgain(
  { references }: Pick<JobDependencies, 'references'>,
  subscription: Subscription,
  mrkdwn: string,
): Promise<Message> {
  const { reference, digest } = shownReference(subscription);
  await references.keep(reference, { subscriptionId: subscription.id, digest });
  return {
    text: mrkdwn,
    blocks: [
      section(mrkdwn),
      {
        type: 'actions',
        block_id: 'again',
        elements: [
          {
            type: 'button',
            action_id: ASK_AGAIN,
            value: buttonValue({ subscriptionId: subscription.id, reference }),
            text: { type: 'plain_text', text: 'Ask again…' },
          },
        ],
      },
    ],
  };
}
