import type { Words } from '../act.ts';
import { actorText } from '../actor.ts';
import { InvalidRequestError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { afterLostRace } from './deny.ts';
import { loadSubscription, requireUndecided } from './load-subscription.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** A conversation that long belongs elsewhere, and a record holds 400 KB. */
const MOST = 10;

/** Puts a question to the requester, with its ledger row in one transaction. See `Mesh.ask`. */
export async function ask(
  { store, clock }: Pick<MeshPorts, 'store' | 'clock'>,
  { subscriptionId, by, job, text }: Words,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  const questions = record.questions ?? [];
  if (questions.some(({ id }) => id === job)) {
    return record; // this very job, delivered again
  }
  requireUndecided(record);
  if (questions.length >= MOST) {
    throw new InvalidRequestError('TOO_MANY_QUESTIONS', `${record.id} has ${questions.length} questions`, {
      userMessage: `${MOST} questions were asked about this request already. Talk to the requester, then decide.`,
    });
  }
  const now = clock.now();
  const actor = actorText(by);
  const after = {
    ...stamped(record, actor, now),
    questions: [...questions, { id: job, by: actor, at: epoch(now), text }],
  };
  try {
    return await store.replace(
      record,
      after,
      decisionAbout(record, { kind: 'ask', by: actor, job, now, note: text }),
    );
  } catch (error) {
    return afterLostRace(store, error, record.id, job);
  }
}
