import { createHash } from 'node:crypto';
import type { Subscription } from '../../subscriptions/subscription.ts';

/**
 * A job's id for what a caller of the library asks: the same request again goes on where a crash left it, and what failed for good is tried anew.
 * `what` tells different requests for the same verb apart.
 */
export function libraryJob(record: Subscription | undefined, verb: string, id: string, what = ''): string {
  const suffix = what === '' ? '' : `#${createHash('sha256').update(what).digest('hex').slice(0, 12)}`;
  const job = `${verb}#${id}${suffix}`;
  const last = record?.fulfilment;
  if (!record || !last?.job.startsWith(job)) {
    return job;
  }
  return last.phase.endsWith('Failed') ? `${job}#${record.version ?? 0}` : last.job;
}
