import { modifyModal } from '../../blocks/modify-modal.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../mesh/permissions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { columnChoices } from '../column-choices.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
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
    await authoriseDecision({ ...dependencies, mesh }, subscription, job);
    return modifyModal({
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

export async function modify(dependencies: JobDependencies, job: JobOf<'modify'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseDecision({ ...dependencies, mesh }, subscription, job);
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
    note: job.note,
  });
  requireFinished(modified, 'ModifyFailed');
}

/** More than was asked for or is held needs a new request. */
function allowedPermissions({ requested, permitted }: Subscription): readonly TablePermission[] {
  return TABLE_PERMISSIONS.filter(
    (permission) => requested.includes(permission) || permitted.includes(permission),
  );
}
