import type { Actor } from '../mesh/actor.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { isSuspended } from '../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import type { Emergency } from './jobs/emergencies.ts';

/** Whether something is left to do about this record. */
export function isLeft(verb: Emergency, record: Subscription): boolean {
  const { status, fulfilment } = record;
  const isBeingGranted = status === 'Pending' && fulfilment !== undefined;
  switch (verb) {
    case 'suspend':
      return (status === 'Active' && !isSuspended(record)) || isBeingGranted;
    case 'resume':
      return isSuspended(record);
    case 'offboard':
    case 'revoke-all':
      return status === 'Active' || status === 'Pending';
  }
}

export interface Carrying {
  readonly by: Actor;
  readonly job: string;
  readonly note: string;
}

/**
 * Does it to one record. What waits for a decision is denied only where the access ends for good; what was granted in part is rolled back. Safe to
 * repeat. Throws as the verbs of `Mesh`.
 */
export async function carryOut(
  mesh: Mesh,
  verb: Emergency,
  record: Subscription,
  { by, job, note }: Carrying,
): Promise<void> {
  const act = { subscriptionId: record.id, by, job };
  if (!isLeft(verb, record) && record.fulfilment?.job !== job) {
    return;
  }
  if (verb === 'resume') {
    const { status } = await mesh.resume(act);
    if (status === 'Active' && record.imported) {
      await mesh.importSubscription({ ...act, job: `${job}-import` });
    }
    return;
  }
  if (record.status === 'Pending') {
    await (record.fulfilment === undefined ? mesh.deny({ ...act, note }) : mesh.rollBack(act));
    return;
  }
  await (verb === 'suspend' ? mesh.suspend({ ...act, note }) : mesh.revoke({ ...act, note }));
}
