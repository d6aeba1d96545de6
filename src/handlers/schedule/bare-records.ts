import { createHash } from 'node:crypto';
import { ConflictError } from '../../mesh/errors.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Check } from './check.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The library writes dates in its host's zone, which may be fourteen hours off. */
const RECENT = 2 * DAY + 14 * HOUR;

/**
 * Looks into the ledger where a record has lost what we wrote into it, because the library wrote over it: what is granted still is shown again, and
 * what was marked as ended over standing grants is ended. What changed lately is looked at by each sweep, the rest in one hour of each day.
 */
export const bareRecords: Check = {
  name: 'bare_records',
  due: (subscription, { now }) =>
    subscription.fulfilment === undefined && (isRecent(subscription, now) || isItsHour(subscription, now)),
  async act({ meshAs }, { id, status, version = 0 }) {
    const by = { kind: 'app', part: 'sweep' } as const;
    const act = { subscriptionId: id, by, job: `sweep#0#${id}#${version}` };
    if (status === 'Pending' || status === 'Active') {
      await meshAs(by).restore({ ...act, job: `restore#${id}#${version}` });
      return;
    }
    try {
      await meshAs(by).revoke({ ...act, note: 'It was marked as ended outside Slack.' });
    } catch (error) {
      const isOver = error instanceof ConflictError && error.code === 'ALREADY_ENDED';
      if (!isOver) {
        throw error;
      }
    }
  },
};

function isRecent({ updatedAt, createdAt }: Subscription, now: number): boolean {
  const written = recordEpoch(updatedAt ?? createdAt);
  return !Number.isFinite(written) || now - written < RECENT;
}

function isItsHour({ id }: Subscription, now: number): boolean {
  const [first = 0] = createHash('sha256').update(id).digest();
  return first % 24 === Math.floor(now / HOUR) % 24;
}
