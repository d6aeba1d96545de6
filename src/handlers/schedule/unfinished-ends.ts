import { GIVEN_UP } from '../../mesh/subscriptions/revoke.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Check } from './check.ts';

/** Seconds after which a worker that claimed a revoke cannot be alive any more. */
const WORKER_LIFE = 15 * 60;
/** Seconds to the first try after an end failed; it doubles with each up to the longest. */
const FIRST_PAUSE = 4 * 60;
const LONGEST_PAUSE = 6 * 3600;

/**
 * Ends what should be over and is not: a consumer gave up by command line, an end failed or its worker died, or the library wrote an end over
 * granted tables.
 */
export const unfinishedEnds: Check = {
  name: 'unfinished_ends',
  due: (subscription, { now }) => shouldEnd(subscription, now),
  async act({ meshAs }, { id, status, version = 0, fulfilment }) {
    const isExpiry = fulfilment?.decision?.by === 'app:expiry';
    const by = { kind: 'app', part: isExpiry ? 'expiry' : 'sweep' } as const;
    const isOwn = fulfilment?.phase === 'Revoking' && isOfSweep(fulfilment.job);
    const job = isOwn ? fulfilment.job : `sweep#${triesOf(fulfilment?.job) + 1}#${id}#${version}`;
    const note = fulfilment?.decision?.note;
    const act = { subscriptionId: id, by, job, ...(note === undefined ? {} : { note }) };
    if (fulfilment?.decision?.kind === 'suspend') {
      await meshAs(by).suspend(act);
      return;
    }
    await (status === 'Pending' ? meshAs(by).rollBack(act) : meshAs(by).revoke(act));
  },
};

/** Whether access is meant to be over, by the record, while its tables are not confirmed gone. */
export function shouldEnd({ status, fulfilment }: Subscription, now: number): boolean {
  if (!fulfilment) {
    return false;
  }
  const { phase, job, at } = fulfilment;
  const granted = Object.values(fulfilment.tables).some(
    ({ state }) => state === 'Granted' || state === 'RevokeFailed',
  );
  switch (phase) {
    case 'Revoking':
      // Sweeps run one after the other: what an earlier one left in this phase was left by a worker that died.
      return job.startsWith(GIVEN_UP) || isOfSweep(job) || now - at > WORKER_LIFE;
    case 'RevokeFailed':
      return (
        (status === 'Active' || status === 'Pending') &&
        now - at >= Math.min(FIRST_PAUSE * 2 ** triesOf(job), LONGEST_PAUSE)
      );
    case 'Revoked':
    case 'Withdrawn':
      return false;
    default:
      return (status === 'Deleted' || status === 'Denied') && granted;
  }
}

/** How often the sweep has tried; its jobs carry the number, so that it needs no place of its own. */
function triesOf(job: string | undefined): number {
  return Number(/^sweep#(\d{1,3})#/.exec(job ?? '')?.[1] ?? 0);
}

function isOfSweep(job: string): boolean {
  return job.startsWith('sweep#');
}
