import type { Question, Subscription } from './subscription.ts';

/** Questions that a waiting request still has to answer, oldest first; none once it was decided. What counts time lets it rest meanwhile. */
export function openQuestions({ status, fulfilment, questions = [] }: Subscription): readonly Question[] {
  return status === 'Pending' && fulfilment === undefined
    ? questions.filter(({ answer }) => answer === undefined)
    : [];
}
