import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Keeps in the ledger what was done to a record outside the app, for good: the same change of the stream is one event. */
export async function observe(
  { meshAs }: Pick<JobDependencies, 'meshAs'>,
  { sequence, seenAt, subscriptionId, observation }: JobOf<'observe'>,
): Promise<void> {
  await meshAs({ kind: 'app', part: 'observe' }).record([
    {
      ...observation,
      id: `observed#${sequence}#${subscriptionId}`,
      at: seenAt,
      source: 'observed',
      subscriptionId,
    },
  ]);
}
