import type { Words } from '../act.ts';
import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { afterLostRace } from './deny.ts';
import { loadSubscription, requireShown, requireUndecided } from './load-subscription.ts';
import { openQuestions } from './questions.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** Answers every open question of a waiting request, with its ledger row in one transaction. See `Mesh.answer`. */
export async function answer(
  { store, clock }: Pick<MeshPorts, 'store' | 'clock'>,
  { subscriptionId, by, job, shown, text }: Words,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  const questions = record.questions ?? [];
  if (questions.some((question) => question.answer?.id === job)) {
    return record; // this very job, delivered again
  }
  requireUndecided(record);
  if (openQuestions(record).length === 0) {
    throw new ConflictError('NOTHING_ASKED', `${record.id} has no open question`, {
      userMessage: 'No question about this request is open any more. Nothing was changed.',
      details: { subscription: record },
    });
  }
  requireShown(record, shown); // an answer belongs to the questions that were read
  const now = clock.now();
  const actor = actorText(by);
  const given = { id: job, by: actor, at: epoch(now), text };
  const after = {
    ...stamped(record, actor, now),
    questions: questions.map((question) => (question.answer ? question : { ...question, answer: given })),
  };
  try {
    return await store.replace(
      record,
      after,
      decisionAbout(record, { kind: 'answer', by: actor, job, now, note: text }),
    );
  } catch (error) {
    return afterLostRace(store, error, record.id, job);
  }
}
