import { durationText } from '../../blocks/durations.ts';
import { moment, typed } from '../../blocks/text.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Decision } from '../../mesh/ports/decision.ts';
import type { Outcome } from './outcome.ts';

/** Jobs of extensions that the policy gave. */
export const AUTO_EXTEND = 'auto-extend-';

export interface Asked {
  /** The decided end; epoch seconds. */
  readonly end: number;
  /** How much longer. */
  readonly seconds: number;
  /** Epoch seconds. */
  readonly now: number;
  readonly history: readonly Decision[];
  /** Name of the team that owns the data. */
  readonly owner: string;
}

/** Throws `InvalidRequestError` (`TOO_EARLY`, `TOO_LONG`) for an extension that the terms of the access do not allow, whoever would decide it. */
export function requireExtendable({ extension, longestSeconds }: Outcome, asked: Asked): void {
  const { end, seconds, now, history, owner } = asked;
  const from = earliest(extension.notBefore, end, history);
  if (now < from) {
    throw new InvalidRequestError('TOO_EARLY', `more time is asked for before ${from}`, {
      userMessage: `${typed(owner, 80)} extends from ${Math.round(extension.notBefore * 100)} % of an access on: you can ask from ${moment(from)}.`,
    });
  }
  if (longestSeconds !== undefined && end + seconds - now > longestSeconds) {
    const most = end + seconds - now - longestSeconds;
    throw new InvalidRequestError('TOO_LONG', `the new end is ${most} s further than the policy gives`, {
      userMessage: `${typed(owner, 80)} gives access for at most ${durationText(longestSeconds)} at a time, so it can end ${moment(now + longestSeconds)} at the latest. Ask for less.`,
    });
  }
}

/** The first moment at which more can be asked for: that share of the time since the present end was decided. Epoch seconds. */
function earliest(share: number, end: number, history: readonly Decision[]): number {
  const set = history.findLast(
    ({ kind, movedFrom, job }) =>
      !job.startsWith('grace#') &&
      (kind === 'approve' || kind === 'extend' || (kind === 'modify' && movedFrom !== undefined)),
  );
  return set === undefined ? 0 : Math.floor(set.at + (end - set.at) * share);
}

/** Whether the policy extends by itself once more. */
export function extendsItself({ extension }: Outcome, history: readonly Decision[]): boolean {
  const given = history.filter(({ kind, job }) => kind === 'extend' && job.startsWith(AUTO_EXTEND));
  return given.length < extension.automatically;
}

/** Where the end moves while somebody still has to answer; `undefined` where there is time enough, or no grace. Epoch seconds. */
export function graceUntil({ extension }: Outcome, end: number, now: number): number | undefined {
  const until = extension.graceSeconds === undefined ? undefined : now + extension.graceSeconds;
  return until !== undefined && until > end ? until : undefined;
}
