import { requestModal } from '../../blocks/request-modal.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Edit } from '../../mesh/verbs/requests.ts';
import { outcomeOf } from '../policy/outcome-of.ts';
import { stageViews } from '../policy/stage-views.ts';
import { termsOf } from '../policy/terms.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { fillView } from './fill-view.ts';
import { filledFrom, offeredProduct } from './filled-form.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { knownPermissions } from './known-permissions.ts';
import { hasDecided, loadShown, requireUndecided } from './load-shown.ts';
import { ownerTeam } from './request-owner.ts';
import { onlyAsked, requireKept } from './require-kept.ts';
import { requireConsumerMember } from './withdraw.ts';

/** Fills the form that Edit… opened with the request as it is now, for members of the consumer team. */
export async function openEdit(dependencies: JobDependencies, job: JobOf<'open-edit'>): Promise<void> {
  await fillView(dependencies, job, 'Change request', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    const team = await requireConsumerMember(dependencies, subscription, job);
    requireUndecided(subscription, job.id);
    const { reference, digest } = shownReference(subscription);
    await dependencies.references.keep(reference, { subscriptionId: subscription.id, digest });
    return requestModal({
      teams: [team],
      // An edit picks tables; what is added later is asked for in a request of its own.
      product: { ...(await offeredProduct(dependencies, subscription)), live: undefined },
      editing: buttonValue({ subscriptionId: subscription.id, reference }),
      filled: filledFrom(subscription),
    });
  });
}

/** The changed form comes back: by the requester or somebody else of the team, about the request that the form showed. */
export async function edit(dependencies: JobDependencies, job: JobOf<'edit'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  const isDone = await hasDecided(mesh, subscription.id, job.id);
  const { durationSeconds, expiresAt, reason, tables } = job;
  await mesh.edit({
    subscriptionId: subscription.id,
    by,
    job: job.id,
    shown: shown.digest,
    tables,
    permissions: knownPermissions(job.permissions),
    reason,
    ...(isDone ? {} : await judged(dependencies, mesh, subscription, job)),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
}

/** Whether this person may, and the owner's policy takes it as it shall be. Returns the fields that the policy asks for, and the stages to be shown. */
async function judged(
  dependencies: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  job: JobOf<'edit'>,
): Promise<Pick<Edit, 'fields' | 'stages' | 'mustReview'>> {
  const team = await requireConsumerMember(dependencies, subscription, job);
  const owner = await ownerTeam(dependencies, subscription.owner, team);
  const { expiresAt, fields = {}, tables } = job;
  const durationSeconds = expiresAt === undefined ? job.durationSeconds : expiresAt - dependencies.now();
  const outcome = await outcomeOf(
    mesh,
    {
      database: subscription.database ?? '',
      tables,
      requested: knownPermissions(job.permissions),
      ...(durationSeconds === undefined ? {} : { requestedSeconds: durationSeconds }),
    },
    owner,
    await termsOf({ mesh, teams: dependencies.teams }, subscription, owner),
  );
  requireKept(outcome, { ...job, durationSeconds }, owner);
  const stages = await stageViews(dependencies, outcome, owner);
  return {
    fields: onlyAsked(outcome, fields),
    ...(stages.length > 0 ? { stages } : {}),
    ...(outcome.isReviewed ? { mustReview: true } : {}),
  };
}
