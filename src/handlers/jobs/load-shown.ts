import { ConflictError, NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { requireTrue } from '../require-settled.ts';
import type { References, ShownReference } from './job-dependencies.ts';

export interface Shown {
  readonly subscription: Subscription;
  readonly shown: ShownReference;
}

/**
 * The record behind a button, and what its message showed. A button whose parts do not belong together is treated as unknown.
 * Throws `NotFoundError` (`SUBSCRIPTION_NOT_FOUND`), `ConflictError` (`RESTORED_RECORD`).
 */
export async function loadShown(
  {
    mesh,
    references,
  }: {
    readonly mesh: Pick<Mesh, 'getSubscription' | 'disagreement' | 'restoration'>;
    readonly references: References;
  },
  job: { readonly subscriptionId: string; readonly reference: string },
): Promise<Shown> {
  const shown = await references.find(job.reference);
  const isOne = shown?.subscriptionId === job.subscriptionId;
  if (isOne) {
    await requireTrue(mesh, job.subscriptionId);
  }
  const subscription = isOne ? await mesh.getSubscription(job.subscriptionId) : undefined;
  if (!shown || !subscription) {
    throw new NotFoundError('SUBSCRIPTION_NOT_FOUND', `no subscription behind reference ${job.reference}`, {
      userMessage: 'There is no such request. It may be from an older message; look at the newest one.',
      details: { securityEvent: shown !== undefined },
    });
  }
  return { subscription, shown };
}

/** Throws `ConflictError` (`ALREADY_DECIDED`) unless the record still waits for a decision, or this very job holds its claim. */
export function requireUndecided(subscription: Subscription, jobId: string): void {
  const { status, fulfilment } = subscription;
  const waits = status === 'Pending' && (fulfilment === undefined || fulfilment.job === jobId);
  if (!waits && fulfilment?.job !== jobId) {
    throw new ConflictError('ALREADY_DECIDED', `${subscription.id} is ${status} ${fulfilment?.phase ?? ''}`, {
      userMessage: 'This request was already decided. Nothing was changed.',
      details: { subscription },
    });
  }
}

/**
 * Whether this very job has decided already: then it was authorised before, and only has to finish. Asked of the ledger, which nobody but the
 * worker can write; what a record says of its claim proves nothing.
 */
export async function hasDecided(
  mesh: Pick<Mesh, 'history'>,
  subscriptionId: string,
  jobId: string,
): Promise<boolean> {
  for await (const { job } of mesh.history(subscriptionId)) {
    if (job === jobId) {
      return true;
    }
  }
  return false;
}
