import type { KnownBlock } from '@slack/types';
import {
  ANSWER,
  APPROVE,
  ASK,
  DENY,
  EDIT,
  EXTEND,
  IMPORT,
  LET_END,
  MODIFY,
  NUDGE,
  REVIEW,
  REVOKE,
  WITHDRAW,
} from '../../../blocks/ids.ts';
import { type Message, section } from '../../../blocks/message.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { productTitle } from '../../product-titles.ts';
import { shownReference } from '../../shown-reference.ts';
import { buttonValue } from '../../slack/button-value.ts';
import { describeSubscription } from '../describe-subscription.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { offerAgain } from '../offer-again.ts';
import { unfit, type Verb } from './unfit.ts';
import { visibleSubscription } from './visible-subscription.ts';

const BUTTONS: Readonly<Record<Verb, readonly { readonly id: string; readonly text: string }[]>> = {
  approve: [
    { id: APPROVE, text: 'Approve' },
    { id: REVIEW, text: 'Review…' },
  ],
  deny: [{ id: DENY, text: 'Deny…' }],
  revoke: [{ id: REVOKE, text: 'End access…' }],
  import: [{ id: IMPORT, text: 'Import now' }],
  withdraw: [{ id: WITHDRAW, text: 'Withdraw' }],
  modify: [{ id: MODIFY, text: 'Change permissions…' }],
  extend: [
    { id: EXTEND, text: 'Extend…' },
    { id: LET_END, text: 'Let it end' },
  ],
  nudge: [{ id: NUDGE, text: 'Remind the owners' }],
  edit: [{ id: EDIT, text: 'Change…' }],
  ask: [{ id: ASK, text: 'Ask…' }],
  answer: [{ id: ANSWER, text: 'Answer…' }],
};

/** `/mesh status <id>`. */
export async function status(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const { subscription, mine } = await visibleSubscription(dependencies, mesh, job);
  return describeSubscription(subscription, mine.all, await productTitle(dependencies.titles, subscription));
}

/** `/mesh approve <id>` and its like: the record as it is now, with the button that does it. Nobody acts on what they have not seen. */
export async function actOn(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
  verb: Verb,
): Promise<Message> {
  const { subscription, mine, sides } = await visibleSubscription(dependencies, mesh, job);
  const described = describeSubscription(
    subscription,
    mine.all,
    await productTitle(dependencies.titles, subscription),
  );
  if (verb === 'extend' && subscription.status === 'Deleted') {
    return offerAgain(
      dependencies,
      subscription,
      'This access has ended, so it cannot be extended any more. Ask again: the form is filled in as it was.',
    );
  }
  const why = unfit(verb, subscription, sides, mine.all);
  if (why !== undefined) {
    return { text: `${why} ${described.text}`, blocks: [section(why), ...described.blocks] };
  }
  const { reference, digest } = shownReference(subscription);
  await dependencies.references.keep(reference, { subscriptionId: subscription.id, digest });
  const value = buttonValue({ subscriptionId: subscription.id, reference });
  const actions: KnownBlock = {
    type: 'actions',
    block_id: 'act',
    elements: BUTTONS[verb]
      .filter(({ id }) => id !== APPROVE || !subscription.mustReview)
      .map(({ id, text }) => ({
        type: 'button',
        action_id: id,
        value,
        text: { type: 'plain_text', text },
      })),
  };
  return { text: described.text, blocks: [...described.blocks, actions] };
}
