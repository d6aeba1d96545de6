import { scopeWords } from '../../blocks/column-words.ts';
import { durationText } from '../../blocks/durations.ts';
import { escalationWords } from '../../blocks/escalation.ts';
import { context, type Message, section } from '../../blocks/message.ts';
import { clip, listed, moment, typed } from '../../blocks/text.ts';
import { LOCAL_GRANTS_LEFT } from '../../mesh/subscriptions/local-left.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { shownColumns } from '../column-choices.ts';
import { shownEscalation } from '../shown-escalation.ts';
import type { Team } from '../team.ts';
import { actorMention, deciderMention, decisionWord } from './decided-answer.ts';
import { principalWords } from './look/principal-words.ts';
import { stateWords, teamName } from './to-row.ts';

/** All that one record says, for people of its two teams. */
export function describeSubscription(
  subscription: Subscription,
  teams: readonly Team[],
  title: string,
): Message {
  const {
    id,
    owner,
    subscriber,
    tables,
    requested,
    permitted,
    grantable,
    reason,
    requestedBy,
    fulfilment,
    database,
  } = subscription;
  const decision = fulfilment?.decision;
  const narrowed = shownColumns(subscription);
  const state = stateWords(subscription, teams);
  const escalated = shownEscalation(subscription);
  const lines = [
    `*${typed(title, 100)}*: ${state}`,
    ...(database ? [`Database: ${typed(database, 255)}`] : []),
    `Tables: ${
      listed(
        tables.map((name) => typed(name, 80)),
        15,
      ) || 'the whole database'
    }`,
    ...scopeWords(narrowed),
    `Asked for: ${requested.join(', ')}${permitted.length > 0 ? ` · granted: ${permitted.join(', ')}` : ''}${grantable.length > 0 ? ` · may hand on: ${grantable.join(', ')}` : ''}`,
    `${requestedBy ? actorMention(requestedBy) : 'Somebody outside Slack'} asked for ${teamName(teams, subscriber, 'consumer')}; ${teamName(teams, owner, 'producer')} owns it.`,
    ...(decision
      ? [`Last decision: ${decisionWord(decision)} by ${deciderMention(decision)} · ${moment(decision.at)}`]
      : []),
    ...(decision?.note ? [`Note: ${typed(decision.note, 500)}`] : []),
    ...(reason ? [`Why: ${typed(reason, 1000)}`] : []),
    ...questionLines(subscription),
    ...(escalated ? [escalationWords(escalated)] : []),
    ...endLines(subscription),
    ...rolesLines(subscription, teams),
    ...tableCauses(subscription),
  ];
  return {
    text: clip(`Request ${id}: ${lines.join(' ')}`, 3900),
    blocks: [section(clip(lines.join('\n'), 2900)), context(`\`${id}\``)],
  };
}

/** To whom its account handed it on; once it has ended, what may be left there and who has to take it. */
function rolesLines({ handedOn = [], fulfilment }: Subscription, teams: readonly Team[]): readonly string[] {
  if (handedOn.length === 0) {
    return [];
  }
  const { cause } = fulfilment ?? {};
  const names = handedOn.map(({ principal }) => principalWords(principal, teams));
  return [
    `Handed on by its account to ${listed(names, 5)}`,
    ...(cause?.code === LOCAL_GRANTS_LEFT ? [`:warning: ${typed(cause.message, 800)}`] : []),
  ];
}

/** Nothing where nothing is left to end. */
function endLines({ expiresAt, requestedSeconds, status, fulfilment }: Subscription): readonly string[] {
  if (status === 'Denied' || status === 'Deleted') {
    return [];
  }
  if (expiresAt) {
    return [
      status === 'Pending' && !fulfilment
        ? `Asked for until ${moment(expiresAt)}.`
        : `Ends ${moment(expiresAt)}`,
    ];
  }
  return [
    requestedSeconds
      ? `Asked for ${durationText(requestedSeconds)}, counted from the approval.`
      : 'No end is set.',
  ];
}

function questionLines({ questions = [] }: Subscription): readonly string[] {
  return questions.map(({ by, text, answer }) => {
    const reply = answer ? `${actorMention(answer.by)}: ${typed(answer.text, 300)}` : 'no answer yet';
    return `${actorMention(by)} asked: ${typed(text, 200)} (${reply})`;
  });
}

function tableCauses({ fulfilment }: Subscription): readonly string[] {
  return Object.entries(fulfilment?.tables ?? {}).flatMap(([name, { cause }]) =>
    cause ? [`:warning: ${typed(name, 80)}: ${typed(cause.message, 300)}`] : [],
  );
}
