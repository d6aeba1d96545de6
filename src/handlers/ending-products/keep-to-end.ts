import type { Actor } from '../../mesh/actor.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isLive } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';

/** Begins the ids of the decisions that are made for an announced end, so that they can be told from others and be taken back. */
export const END_JOB = 'product-end#';

export interface AnnouncedEnd {
  readonly owner: string;
  readonly database: string;
  /** Epoch seconds. */
  readonly endsAt: number;
  readonly by: Actor;
}

export interface KeptToEnd {
  /** Accesses that rest on the product still. */
  readonly live: readonly Subscription[];
  /** Accesses whose end was moved just now. */
  readonly moved: readonly Subscription[];
  readonly failures: readonly string[];
}

/**
 * Brings everything that rests on a product in line with its announced end: accesses end then at the latest, requests are denied. Level-triggered:
 * what was asked for or granted meanwhile, by the Python library too, is found by the next call. An end is never moved to a later day.
 */
export async function keepToEnd(
  mesh: Pick<Mesh, 'listSubscriptions' | 'modify' | 'deny' | 'revoke' | 'rollBack'>,
  end: AnnouncedEnd,
  now: number,
): Promise<KeptToEnd> {
  const { owner, database } = end;
  const live: Subscription[] = [];
  const moved: Subscription[] = [];
  const failures: string[] = [];
  const records: Subscription[] = [];
  for await (const each of mesh.listSubscriptions({ owner, database, statuses: ['Pending', 'Active'] })) {
    records.push(each);
  }
  for (const record of records) {
    try {
      if (await bringInLine(mesh, end, record, now)) {
        moved.push(record);
      }
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      failures.push(`${record.id}: ${error.code}`); // the next tick tries again
    }
    if (isLive(record)) {
      live.push(record);
    }
  }
  return { live, moved, failures };
}

/** Whether its end was moved. */
async function bringInLine(
  mesh: Pick<Mesh, 'modify' | 'deny' | 'revoke' | 'rollBack'>,
  { endsAt, by }: AnnouncedEnd,
  record: Subscription,
  now: number,
): Promise<boolean> {
  const { id: subscriptionId, status, fulfilment, expiresAt, permitted, version = 0 } = record;
  const act = { subscriptionId, by, job: `${END_JOB}${endsAt}#${subscriptionId}#${version}` };
  const endsLater = expiresAt === undefined || expiresAt > endsAt;
  if (status === 'Pending' && fulfilment === undefined) {
    await mesh.deny({ ...act, note: NOTE });
  } else if (status === 'Pending' && fulfilment?.phase !== 'Granting' && now >= endsAt) {
    await mesh.rollBack(act);
  } else if (status === 'Active' && endsLater && now >= endsAt) {
    await mesh.revoke({ ...act, note: NOTE }); // what ends by its own date is the sweep's
  } else if (status === 'Active' && endsLater && fulfilment?.phase !== 'Revoking') {
    await mesh.modify({ ...act, permissions: permitted, expiresAt: endsAt, note: NOTE });
    return true;
  }
  return false;
}

const NOTE = 'The owner takes this product out of the mesh.';
