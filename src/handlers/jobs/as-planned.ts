import { ConflictError, MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { actingPerson } from './acting-person.ts';
import { answered } from './answered.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided } from './load-shown.ts';
import { planAnswer } from './plan-answer.ts';
import { type PlannedCall, planDigest } from './planned-call.ts';

/** What can be planned: a yes, a change, an end. */
export type Plannable = JobOf<'approve' | 'review' | 'modify' | 'revoke'>;

/** Does it with the mesh that it gets: the one that acts, or one that only plans. Must touch nothing else. */
export type Act = (mesh: Mesh) => Promise<void>;

export interface Planned {
  /** Those that would change something, in their order. */
  readonly calls: readonly PlannedCall[];
  readonly digest: string;
  /** Why it would not come to its end, as far as can be foreseen; ready for mrkdwn. */
  readonly stopsBy?: string;
}

/** What an act would call, with nothing sent that changes anything. Throws what keeps the act from beginning at all. */
export async function planOf(
  { planAs }: Pick<JobDependencies, 'planAs'>,
  job: Plannable,
  act: Act,
): Promise<Planned> {
  const { calls, mesh } = planAs(actingPerson(job));
  let stopsBy: string | undefined;
  try {
    await act(mesh);
  } catch (error) {
    const isForeseen = error instanceof MeshError && (!error.retryable || error.code === 'STEP_FAILED');
    if (!isForeseen || calls.length === 0) {
      throw error;
    }
    stopsBy = error.userMessage;
  }
  return { calls, digest: planDigest(calls), ...(stopsBy === undefined ? {} : { stopsBy }) };
}

/**
 * Acts, unless this person saw a plan of it within the hour and something else would be done by now: then nothing is, and the new plan is shown and
 * asked about. Throws `ConflictError` (`PLAN_CHANGED`), of which the person knows.
 */
export async function actAsPlanned(dependencies: JobDependencies, job: Plannable, act: Act): Promise<void> {
  const mesh = dependencies.meshAs(actingPerson(job));
  const { plans, answers } = dependencies;
  const { subscriptionId } = job;
  const shown = await plans.find(job, subscriptionId);
  const isOfThis = shown !== undefined && verbOf(shown.of.kind) === verbOf(job.kind);
  if (isOfThis && !(await hasDecided(mesh, subscriptionId, job.id))) {
    const planned = await planOf(dependencies, job, act);
    if (shown.by === job.id || shown.digest !== planned.digest) {
      await plans.keep(job, subscriptionId, { digest: planned.digest, by: job.id, of: job });
      await answers.tell(job, await planAnswer(dependencies, mesh, job, planned, 'changed'));
      throw answered(
        new ConflictError('PLAN_CHANGED', `${job.id} would do something else than was planned`, {
          userMessage:
            'What this would do has changed since the plan that you saw, so nothing was done. The new plan was shown to you: confirm it there.',
        }),
      );
    }
    await plans.forget(job, subscriptionId);
  }
  await act(mesh);
}

/** A yes is a yes, with fewer tables or without. */
function verbOf(kind: string): string {
  return kind === 'review' ? 'approve' : kind;
}
