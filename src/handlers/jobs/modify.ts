import { modifyModal } from '../../blocks/modify-modal.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../mesh/permissions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { columnChoices } from '../column-choices.ts';
import { lengthBreach } from '../policy/keeps-to.ts';
import type { Outcome } from '../policy/outcome.ts';
import { outcomesOf } from '../policy/outcome-of.ts';
import { termsOf } from '../policy/terms.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { actAsPlanned } from './as-planned.ts';
import { requireWithinProduct } from './ask-extension.ts';
import { authoriseDecision } from './authorise-decision.ts';
import { columnScopes, rowScopes } from './chosen-columns.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown } from './load-shown.ts';
import { requireFinished } from './require-finished.ts';
import { requireActive } from './revoke.ts';
import { teamName } from './to-row.ts';

/** Fills the form in which an approver changes what a team may do. */
export async function openModify(dependencies: JobDependencies, job: JobOf<'open-modify'>): Promise<void> {
  await fillView(dependencies, job, 'Change permissions', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    requireActive(subscription);
    const { owner } = await authoriseDecision({ ...dependencies, mesh }, subscription, job);
    const { longestSeconds, endless } = await todaysTerms(dependencies, mesh, subscription, owner);
    return modifyModal({
      expiresAt: subscription.expiresAt,
      bounds: { longestSeconds, endless },
      consumerTeam: teamName(await dependencies.shownTeams.all(), subscription.subscriber, 'consumer'),
      product: await productTitle(dependencies.titles, subscription),
      tables: subscription.tables,
      allowed: allowedPermissions(subscription),
      permitted: subscription.permitted,
      grantable: subscription.grantable,
      columns: await columnChoices(mesh, subscription, allowedPermissions(subscription)),
      metadata: buttonValue(job),
    });
  });
}

export function modify(dependencies: JobDependencies, job: JobOf<'modify'>): Promise<void> {
  return actAsPlanned(dependencies, job, (mesh) => modifyWith(dependencies, mesh, job));
}

/** With the mesh that acts, or with one that plans. */
export async function modifyWith(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'modify'>,
): Promise<void> {
  const by = actingPerson(job);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseDecision({ ...dependencies, mesh }, subscription, job);
  if (authorised) {
    await requireLength(dependencies, mesh, subscription, authorised.owner, job);
  }
  const { durationSeconds: seconds, endless } = job;
  const allowed = allowedPermissions(subscription);
  const permissions = allowed.filter((permission) => job.permissions.includes(permission));
  const columns = job.columns && ((await columnScopes(mesh, subscription, job.columns)) ?? {});
  const modified = await mesh.modify({
    subscriptionId: subscription.id,
    by,
    onBehalf: authorised?.onBehalf,
    job: job.id,
    shown: shown.digest,
    permissions,
    grantable: permissions.filter((permission) => job.grantable.includes(permission)),
    ...(columns === undefined ? {} : { columns }),
    ...(job.rows === undefined ? {} : { rows: rowScopes(subscription, job.rows) ?? {} }),
    ...(seconds === undefined ? {} : { expiresAt: job.at + seconds }),
    ...(endless ? { expiresAt: null } : {}),
    note: job.note,
  });
  requireFinished(modified, 'ModifyFailed');
}

/** What the owner's policy of today makes of this access: an end that is set now keeps to it. */
async function todaysTerms(
  { teams }: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  owner: Team,
): Promise<Outcome> {
  const terms = await termsOf({ mesh, teams }, subscription, owner);
  return (await outcomesOf(mesh, subscription, owner, terms)).today;
}

/** Throws `InvalidRequestError` (`TOO_LONG`) for an end beyond what the policy gives; one that stays is nobody's choice. */
async function requireLength(
  dependencies: JobDependencies,
  mesh: Mesh,
  subscription: Subscription,
  owner: Team,
  { durationSeconds, endless }: JobOf<'modify'>,
): Promise<void> {
  if (durationSeconds === undefined && !endless) {
    return;
  }
  const asked = durationSeconds ?? 0;
  await requireWithinProduct(mesh, { ...subscription, expiresAt: dependencies.now() }, asked);
  const today = await todaysTerms(dependencies, mesh, subscription, owner);
  const breach = lengthBreach(today, durationSeconds, owner.name);
  if (breach !== undefined) {
    throw new InvalidRequestError('TOO_LONG', `${subscription.id} would last longer than the policy gives`, {
      userMessage: `${breach} Nothing was changed. Choose a shorter time.`,
    });
  }
}

/** More than was asked for or is held needs a new request. */
function allowedPermissions({ requested, permitted }: Subscription): readonly TablePermission[] {
  return TABLE_PERMISSIONS.filter(
    (permission) => requested.includes(permission) || permitted.includes(permission),
  );
}
