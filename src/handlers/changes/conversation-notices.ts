import { answerLine, questionLine, questionMessage } from '../../blocks/question-message.ts';
import type { Question, Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actorMention } from '../jobs/decided-answer.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import { type Change, productName, requesterOf } from './change.ts';
import type { Notice } from './outbox.ts';
import { dmOf, place } from './place.ts';
import { stageOf } from './stage.ts';

/** Questions that were put and answers that came: one message each to the asked side, one line each under the card. */
export function conversationNotices(change: Change): readonly Notice[] {
  const { before, after } = change;
  const earlier = new Map((before?.questions ?? []).map((question) => [question.id, question] as const));
  const changed = (after.questions ?? []).filter((question) => {
    const known = earlier.get(question.id);
    return !known || look(known, before ?? after) !== look(question, after);
  });
  return [...lines(change, earlier), ...changed.flatMap((question) => asked(change, question))];
}

/** What the asked side's message shows. */
function look({ answer }: Question, record: Subscription): string {
  return answer ? answer.id : String(isWaiting(record));
}

function isWaiting(record: Subscription): boolean {
  return stageOf(record) === 'waiting';
}

function lines(change: Change, earlier: ReadonlyMap<string, Question>): readonly Notice[] {
  const { after, owner, order } = change;
  if (!owner) {
    return [];
  }
  const at = { ...place(owner), subscriptionId: after.id, order, threadOf: 'card' };
  const questions = after.questions ?? [];
  const put = questions
    .filter(({ id }) => !earlier.has(id))
    .map(({ id, by, text }) => ({
      ...at,
      key: `thread-ask-${id}`,
      message: questionLine(actorMention(by), text),
    }));
  const fresh = questions.filter(({ id, answer }) => answer && earlier.get(id)?.answer?.id !== answer.id);
  const [first] = fresh;
  return first?.answer
    ? [
        ...put,
        {
          ...at,
          key: `thread-answer-${first.answer.id}`,
          message: answerLine(actorMention(first.answer.by), first.answer.text, [
            ...new Set(fresh.map(({ by }) => actorMention(by))),
          ]),
        },
      ]
    : put;
}

/** To the requester; to the team's channel where it is not known who that is. */
function asked(change: Change, question: Question): readonly Notice[] {
  const { after, consumer, order } = change;
  const requester = requesterOf(after);
  const to = requester?.kind === 'slack' ? dmOf(change, requester) : consumer ? place(consumer) : undefined;
  if (!to) {
    return [];
  }
  const shown = shownReference(after);
  const message = questionMessage({
    product: productName(change),
    tables: after.tables,
    by: actorMention(question.by),
    question: question.text,
    answer: question.answer && { by: actorMention(question.answer.by), text: question.answer.text },
    isWaiting: isWaiting(after),
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
  });
  return [{ ...to, subscriptionId: after.id, order, key: `asked-${question.id}`, shown, message }];
}
