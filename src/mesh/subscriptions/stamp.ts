import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import type { Decision } from '../ports/decision.ts';
import { epoch, recordDate } from './dates.ts';
import { withNote } from './note.ts';
import type { Fulfilment, Subscription } from './subscription.ts';

/** The next version of a record, marked with who wrote it and when. */
export function stamped(subscription: Subscription, by: string, now: Date): Subscription {
  return {
    ...subscription,
    version: (subscription.version ?? 0) + 1,
    updatedAt: recordDate(now),
    updatedBy: by,
  };
}

/** Who makes a decision, over a copy of an earlier one: the one for whom that was made has nothing to do with this. */
export function decidingPerson({ by, onBehalf }: Pick<Act, 'by' | 'onBehalf'>) {
  return { by: actorText(by), onBehalf: onBehalf && actorText(onBehalf) };
}

/** The record after a decision that needs no further work. */
export function decided(
  subscription: Subscription,
  decision: Decision,
  phase: Fulfilment['phase'],
  now: Date,
): Subscription {
  return {
    ...stamped(subscription, decision.by, now),
    notes: withNote(subscription.notes, decision.note, decision.by, now),
    fulfilment: {
      phase,
      job: decision.job,
      at: epoch(now),
      decision: decisionView(decision),
      tables: subscription.fulfilment?.tables ?? {},
    },
  };
}

export function decisionView({
  kind,
  by,
  onBehalf,
  at,
  note,
}: Decision): NonNullable<Fulfilment['decision']> {
  return {
    kind,
    by,
    at,
    ...(onBehalf === undefined ? {} : { onBehalf }),
    ...(note === undefined ? {} : { note }),
  };
}
