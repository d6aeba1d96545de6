import { typed } from '../../../blocks/text.ts';
import { openQuestions } from '../../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import { teamName } from '../to-row.ts';
import type { Visible } from './visible-subscription.ts';

export type Verb = Extract<
  JobOf<'look'>['what'],
  | 'approve'
  | 'deny'
  | 'revoke'
  | 'import'
  | 'withdraw'
  | 'modify'
  | 'nudge'
  | 'extend'
  | 'ask'
  | 'edit'
  | 'answer'
>;

/** Whose verb it is; an end is anybody's of the two. */
const SIDES: Partial<Record<Verb, keyof Visible['sides']>> = {
  approve: 'owner',
  deny: 'owner',
  ask: 'owner',
  modify: 'owner',
  import: 'consumer',
  withdraw: 'consumer',
  nudge: 'consumer',
  edit: 'consumer',
  extend: 'consumer',
  answer: 'consumer',
};

/** Why a verb is not for this person or does nothing with this record now, and what does, ready for mrkdwn; `undefined` where it fits. */
export function unfit(
  verb: Verb,
  subscription: Subscription,
  sides: Visible['sides'],
  teams: readonly Team[],
): string | undefined {
  const side = SIDES[verb];
  if (side === 'owner' && !sides.owner) {
    const owner = typed(teamName(teams, subscription.owner, 'producer'), 80);
    return `\`/mesh ${verb}\` is for those who decide for *${owner}*, who own this data. This is where it stands:`;
  }
  if (side === 'consumer' && !sides.consumer) {
    const team = typed(teamName(teams, subscription.subscriber, 'consumer'), 80);
    return `\`/mesh ${verb}\` is for people of *${team}*, for whom this was asked. This is where it stands:`;
  }
  const why = standing(verb, subscription);
  return why === undefined ? undefined : `${why} Nothing was changed.`;
}

function standing(verb: Verb, subscription: Subscription): string | undefined {
  const { id, status, imported, fulfilment, expiresAt } = subscription;
  switch (verb) {
    case 'approve':
    case 'deny':
    case 'withdraw':
    case 'nudge':
    case 'ask':
    case 'edit':
      return status === 'Pending' && fulfilment === undefined ? undefined : decidedWords(subscription);
    case 'answer':
      return openQuestions(subscription).length > 0 ? undefined : 'No question about it waits for an answer.';
    case 'extend':
      return status === 'Active' && expiresAt === undefined
        ? 'This access has no end, so there is nothing to extend.'
        : liveWords(subscription);
    case 'import':
      return status === 'Active' && imported
        ? `It is imported already: \`/mesh status ${id}\` tells more.`
        : liveWords(subscription);
    case 'modify':
    case 'revoke':
      return liveWords(subscription);
  }
}

/** What became of the request, for those who come too late. */
function decidedWords({ id, status }: Subscription): string {
  switch (status) {
    case 'Pending':
      return 'This was approved already, and its grants are still being made; its card says how far they are, and what can be done where one failed.';
    case 'Active':
      return `This was approved already. \`/mesh modify ${id}\` changes the access, \`/mesh revoke ${id}\` ends it.`;
    case 'Denied':
      return 'This was denied already. It can be asked for again: `/mesh list denied`.';
    case 'Deleted':
      return 'This has ended already. It can be asked for again with `/mesh request`.';
  }
}

/** Why nothing can be done with the access; `undefined` where there is one. */
function liveWords({ id, status }: Subscription): string | undefined {
  switch (status) {
    case 'Pending':
      return `This is not granted yet. \`/mesh withdraw ${id}\` takes the request back, \`/mesh deny ${id}\` refuses it.`;
    case 'Active':
      return undefined;
    case 'Denied':
      return 'This was denied, so there is no access. It can be asked for again: `/mesh list denied`.';
    case 'Deleted':
      return 'This access has ended. It can be asked for again with `/mesh request`.';
  }
}
