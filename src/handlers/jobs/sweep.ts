import { MeshError } from '../../mesh/errors.ts';
import { GIVEN_UP } from '../../mesh/subscriptions/revoke.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Seconds after which a worker that claimed a revoke cannot be alive any more. */
const WORKER_LIFE = 15 * 60;

/**
 * Ends what should be over and is not: a consumer gave up by command line, a revoke failed, or the library wrote an end over granted tables.
 * Goes by the records as they are, so that nothing which was missed once stays missed.
 */
export async function sweep(dependencies: JobDependencies): Promise<void> {
  const mesh = dependencies.meshAs({ kind: 'app', part: 'sweep' });
  const failed: string[] = [];
  for await (const subscription of mesh.listSubscriptions({})) {
    if (!shouldEnd(subscription, dependencies.now())) {
      continue;
    }
    try {
      await mesh.revoke({
        subscriptionId: subscription.id,
        by: { kind: 'app', part: 'sweep' },
        job: `sweep-${subscription.id}-${subscription.version ?? 0}`,
      });
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      failed.push(`${subscription.id}: ${error.code}`); // the next sweep tries again; the others must not wait for it
    }
  }
  dependencies.report('sweep done', { failed });
}

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
      return job.startsWith(GIVEN_UP) || now - at > WORKER_LIFE;
    case 'RevokeFailed':
      return status === 'Active';
    case 'Revoked':
    case 'Withdrawn':
      return false;
    default:
      return (status === 'Deleted' || status === 'Denied') && granted;
  }
}
