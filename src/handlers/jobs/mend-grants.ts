import { actingPerson } from './acting-person.ts';
import { authoriseDecision } from './authorise-decision.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown } from './load-shown.ts';
import { requireFinished } from './require-finished.ts';

/** Retry, Keep partial, Roll back: what an approver does about an approval that Lake Formation did not take whole. */
export async function mendGrants(
  dependencies: JobDependencies,
  job: JobOf<'retry'> | JobOf<'keep-partial'> | JobOf<'roll-back'>,
): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseDecision({ ...dependencies, mesh }, subscription, job, {
        gone: job.kind === 'retry' ? 'refuse' : 'record',
      });
  const { onBehalf } = authorised ?? {};
  const act = { subscriptionId: subscription.id, by, onBehalf, job: job.id, shown: shown.digest };
  switch (job.kind) {
    case 'retry':
      await mesh.retryGrants(act);
      return;
    case 'keep-partial':
      await mesh.keepPartial(act);
      return;
    case 'roll-back':
      requireFinished(await mesh.rollBack(act), 'RevokeFailed');
      return;
  }
}
