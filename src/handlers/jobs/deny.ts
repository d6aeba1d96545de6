import { denyModal } from '../../blocks/deny-modal.ts';
import { listed, mention, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { authoriseRefusal } from './authorise-stage.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown, requireUndecided } from './load-shown.ts';

/** Fills the view that Deny opened, once it is known that this person may decide. */
export async function openDeny(dependencies: JobDependencies, job: JobOf<'open-deny'>): Promise<void> {
  await fillView(dependencies, job, 'Deny request', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    requireUndecided(subscription, job.id);
    await authoriseRefusal({ ...dependencies, mesh }, subscription, job, { gone: 'record' });
    const requester = subscription.requestedBy ? parseActor(subscription.requestedBy) : undefined;
    return denyModal({
      requester: requester?.kind === 'slack' ? mention(requester.user) : `Account ${subscription.subscriber}`,
      product: await productTitle(dependencies.titles, subscription),
      tables: listed(
        subscription.tables.map((name) => typed(name, 80)),
        5,
      ),
      metadata: buttonValue(job),
    });
  });
}

/** Deny with a reason: authorised again, then one conditional write. */
export async function deny(dependencies: JobDependencies, job: JobOf<'deny'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  requireUndecided(subscription, job.id);
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseRefusal({ ...dependencies, mesh }, subscription, job, { gone: 'record' });
  await mesh.deny({
    subscriptionId: subscription.id,
    by,
    onBehalf: authorised?.onBehalf,
    job: job.id,
    shown: shown.digest,
    note: job.reason,
  });
}
