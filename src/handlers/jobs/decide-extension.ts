import { denyExtensionModal } from '../../blocks/extension.ts';
import { mention, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
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
import { offerAgain } from './offer-again.ts';
import { teamName } from './to-row.ts';

/** Approve extension: the same people and the same rules as for the request; whoever asked for more time does not give it. */
export async function approveExtension(
  dependencies: JobDependencies,
  job: JobOf<'approve-extension'>,
): Promise<void> {
  const { mesh, act, subscription } = await authorised(dependencies, job);
  await requireWithinProduct(mesh, subscription, pendingExtension(subscription)?.seconds ?? 0);
  try {
    await mesh.extend(act);
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'END_PASSED') {
      await offerToAsker(dependencies, job, subscription);
    }
    throw error;
  }
}

/** A yes that came too late brings nothing back: whoever asked is told, with the form that asks anew. */
async function offerToAsker(
  dependencies: JobDependencies,
  job: JobOf<'approve-extension'>,
  subscription: Subscription,
): Promise<void> {
  const asker = subscription.extension && parseActor(subscription.extension.by);
  const product = typed(await productTitle(dependencies.titles, subscription), 100);
  if (asker?.kind === 'slack' && subscription.status === 'Deleted') {
    const text = `${mention(job.user)} would have given you more time on ${product}, but the access had ended by then. Ask again: the form is filled in as it was.`;
    await dependencies.answers.tell(
      { ...job, user: asker.user, workspace: asker.workspace, reply: {} },
      await offerAgain(dependencies, subscription, text),
    );
  }
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
