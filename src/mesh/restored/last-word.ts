import type { Decision } from '../ports/decision.ts';
import { GRANTING } from '../subscriptions/last-grant.ts';

/** What the ledger says last about a subscription. */
export interface LastWord {
  readonly state: 'asked' | 'granted' | 'suspended' | 'ended';
  /** Of `granted` and `suspended`: what is given, with its end as extensions moved it. */
  readonly grant?: Decision;
  /** The decision that made this state. */
  readonly last: Decision;
  /** Epoch seconds of the newest row, whatever it decided. */
  readonly at: number;
}

const ENDING: readonly Decision['kind'][] = ['revoke', 'roll-back', 'deny', 'withdraw'];

/** `undefined` where the ledger has no decision. Oldest first. Pure. */
export function lastWordOf(history: readonly Decision[]): LastWord | undefined {
  let word: LastWord | undefined;
  for (const decision of history) {
    const { kind, at, expiresAt } = decision;
    if (GRANTING.includes(kind)) {
      word = { state: 'granted', grant: decision, last: decision, at };
    } else if (ENDING.includes(kind)) {
      word = { state: 'ended', last: decision, at };
    } else if (kind === 'suspend') {
      word = { ...(word?.grant ? { grant: word.grant } : {}), state: 'suspended', last: decision, at };
    } else if (kind === 'extend' && word?.grant) {
      const grant = { ...word.grant, ...(expiresAt === undefined ? {} : { expiresAt }) };
      word = { ...word, grant, at };
    } else {
      // Questions, answers, changes of the request, yeses among several: they decide nothing yet.
      word = word ? { ...word, at } : { state: 'asked', last: decision, at };
    }
  }
  return word;
}
