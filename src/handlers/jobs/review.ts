import { optionValue } from '../../blocks/option-value.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { mention } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { TablePermission } from '../../mesh/permissions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Approval } from '../../mesh/verbs/decisions.ts';
import { columnChoices } from '../column-choices.ts';
import { productTitle } from '../product-titles.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { actAsPlanned } from './as-planned.ts';
import { authoriseApproval } from './authorise-stage.ts';
import { columnScopes, rowScopes } from './chosen-columns.ts';
import { fillView } from './fill-view.ts';
import { giveYes } from './give-yes.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown, requireUndecided } from './load-shown.ts';
import { teamName } from './to-row.ts';
import { withItsTables } from './whole-database.ts';

/** Fills the review form once it is known that this person may decide. The form shows the record as it is now, and remembers that. */
export async function openReview(dependencies: JobDependencies, job: JobOf<'open-review'>): Promise<void> {
  await fillView(dependencies, job, 'Review request', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    requireUndecided(subscription, job.id);
    const { outcome } = await authoriseApproval({ ...dependencies, mesh }, subscription, job);
    const product = await productTitle(dependencies.titles, subscription);
    const { reference, digest } = shownReference(subscription);
    await dependencies.references.keep(reference, { subscriptionId: subscription.id, digest });
    const requester = subscription.requestedBy ? parseActor(subscription.requestedBy) : undefined;
    const consumer = teamName(await dependencies.shownTeams.all(), subscription.subscriber, 'consumer');
    return reviewModal({
      requester: requester?.kind === 'slack' ? mention(requester.user) : 'Somebody outside Slack',
      consumerTeam: consumer,
      product,
      ...(outcome.isReviewed ? { confirm: product } : {}),
      tables: (await withItsTables(mesh, subscription)).tables,
      permissions: subscription.requested,
      follow: subscription.byTag,
      reason: subscription.reason,
      requestedSeconds: subscription.requestedSeconds,
      expiresAt: subscription.expiresAt,
      columns: await columnChoices(mesh, subscription, subscription.requested),
      metadata: buttonValue({ subscriptionId: subscription.id, reference }),
    });
  });
}

/** Approve what is left of it: authorised again, narrowed, then granted. */
export function review(dependencies: JobDependencies, job: JobOf<'review'>): Promise<void> {
  return actAsPlanned(dependencies, job, (mesh) => reviewWith(dependencies, mesh, job));
}

/** With the mesh that acts, or with one that plans. */
export async function reviewWith(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'review'>,
): Promise<void> {
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  requireUndecided(subscription, job.id);
  await giveYes(dependencies, mesh, subscription, job, () => chosen(mesh, subscription, job, shown.digest));
}

/** What the form left of the request. Throws `InvalidRequestError` (`NOTHING_LEFT`, and those of {@link columnScopes}). */
async function chosen(
  mesh: Mesh,
  subscription: Subscription,
  job: JobOf<'review'>,
  shown: string,
): Promise<Approval> {
  const offered = await withItsTables(mesh, subscription);
  const tables = offered.tables.filter((name) => job.tables.includes(optionValue(name)));
  const permissions = among(subscription.requested, job.permissions);
  if (tables.length === 0 || permissions.length === 0) {
    throw new InvalidRequestError('NOTHING_LEFT', `review of ${subscription.id} left nothing to grant`, {
      userMessage: 'Nothing was left to grant, so nothing was done. Use Deny to refuse the whole request.',
    });
  }
  const columns = await columnScopes(mesh, subscription, job.columns);
  const rows = rowScopes(subscription, job.rows);
  return {
    subscriptionId: subscription.id,
    by: actingPerson(job),
    job: job.id,
    shown,
    tables,
    permissions,
    ...(job.live ? {} : { asSnapshot: true }),
    grantable: among(permissions, job.grantable),
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
    ...(job.durationSeconds === undefined ? {} : { expiresAt: job.at + job.durationSeconds }),
    ...(job.expiresAt === undefined ? {} : { expiresAt: job.expiresAt }),
    ...(job.note ? { note: job.note } : {}),
  };
}

function among(allowed: readonly TablePermission[], chosen: readonly string[]): readonly TablePermission[] {
  return allowed.filter((permission) => chosen.includes(permission));
}
