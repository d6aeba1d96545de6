import type { Decision } from '../ports.ts';
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

export function decisionView({ kind, by, at, note }: Decision): NonNullable<Fulfilment['decision']> {
  return { kind, by, at, ...(note === undefined ? {} : { note }) };
}
