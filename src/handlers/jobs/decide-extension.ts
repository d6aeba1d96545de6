import { denyExtensionModal } from '../../blocks/extension.ts';
import { ConflictError } from '../../mesh/errors.ts';
import { pendingExtension } from '../../mesh/subscriptions/extension.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { extensionCardData } from '../extension-words.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { requireWithinProduct } from './ask-extension.ts';
import { authoriseDecision } from './authorise-decision.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown } from './load-shown.ts';
import { teamName } from './to-row.ts';

/** Approve extension: the same people and the same rules as for the request; whoever asked for more time does not give it. */
export async function approveExtension(
  dependencies: JobDependencies,
  job: JobOf<'approve-extension'>,
): Promise<void> {
  const { mesh, act, subscription } = await authorised(dependencies, job);
  await requireWithinProduct(mesh, subscription, pendingExtension(subscription)?.seconds ?? 0);
  await mesh.extend(act);
}

/** Fills the view that Deny… opened on an extension. */
export async function openDenyExtension(
  dependencies: JobDependencies,
  job: JobOf<'open-deny-extension'>,
): Promise<void> {
  await fillView(dependencies, job, 'Deny extension', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    await authoriseDecision({ ...dependencies, mesh }, asAskedBy(subscription), job, { gone: 'record' });
    const extension = pendingExtension(subscription);
    if (!extension) {
      throw new ConflictError('EXTENSION_DECIDED', `no extension of ${subscription.id} waits`, {
        userMessage: 'This was answered already, or the access has ended. Nothing is left to decide.',
      });
    }
    const words = extensionCardData(subscription, extension, {
      product: await productTitle(dependencies.titles, subscription),
      consumerTeam: teamName(await dependencies.shownTeams.all(), subscription.subscriber, 'consumer'),
    });
    return denyExtensionModal(words, buttonValue(job));
  });
}

export async function denyExtension(
  dependencies: JobDependencies,
  job: JobOf<'deny-extension'>,
): Promise<void> {
  const { mesh, act } = await authorised(dependencies, job);
  await mesh.denyExtension({ ...act, note: job.reason });
}

async function authorised(
  dependencies: JobDependencies,
  job: JobOf<'approve-extension'> | JobOf<'deny-extension'>,
) {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription, shown } = await loadShown({ ...dependencies, mesh }, job);
  const rule = job.kind === 'deny-extension' ? { gone: 'record' as const } : {};
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseDecision({ ...dependencies, mesh }, asAskedBy(subscription), job, rule);
  const { onBehalf } = authorised ?? {};
  return {
    mesh,
    subscription,
    act: { subscriptionId: subscription.id, by, onBehalf, job: job.id, shown: shown.digest },
  };
}

/** The one who asked for more time is the one who may not decide about it. */
function asAskedBy(subscription: Subscription): Subscription {
  const { extension } = subscription;
  return extension ? { ...subscription, requestedBy: extension.by } : subscription;
}
