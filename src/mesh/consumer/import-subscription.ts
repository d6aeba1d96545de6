import { actorText } from '../actor.ts';
import { ConflictError, MeshError, NotAllowedError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import { causeOf } from '../subscriptions/cause-of.ts';
import { epoch } from '../subscriptions/dates.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { Import } from '../verbs/accesses.ts';
import { linkGranted } from './link-granted.ts';

export type ImportPorts = Pick<MeshPorts, 'place' | 'store' | 'consumer' | 'clock'>;

/** Makes the granted tables usable in the consumer account. See `Mesh.importSubscription`. */
export async function importSubscription(
  ports: ImportPorts,
  { subscriptionId, by, job }: Import,
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, subscriptionId);
  if (record.imported && record.fulfilment?.phase !== 'Importing') {
    return record;
  }
  requireImportable(record, job);
  const claimed = await enter(ports, record, actorText(by), job);
  const consumer = await ports.consumer(record.subscriber);
  try {
    await linkGranted(ports, consumer, claimed);
  } catch (error) {
    if (!(error instanceof MeshError)) {
      throw error;
    }
    await leave(ports, claimed, actorText(by), 'ImportFailed', error);
    throw error;
  }
  return leave(ports, claimed, actorText(by), 'Granted');
}

function requireImportable({ id, status, fulfilment }: Subscription, job: string): void {
  if (status !== 'Active') {
    throw new ConflictError('NOT_ACTIVE', `${id} is ${status}`, {
      userMessage:
        status === 'Pending'
          ? 'This request is not granted yet, so there is nothing to import.'
          : 'This subscription has ended, so there is nothing to import.',
    });
  }
  if (fulfilment?.phase === 'Suspended') {
    throw new ConflictError('NOT_ACTIVE', `${id} is suspended`, {
      userMessage: 'This access is suspended by the mesh admins, so there is nothing to import now.',
    });
  }
  const busy =
    fulfilment &&
    ['Modifying', 'Revoking', 'RevokeFailed'].includes(fulfilment.phase) &&
    fulfilment.job !== job;
  if (busy) {
    throw new ConflictError('IN_CHANGE', `${id} is ${fulfilment.phase}`, {
      userMessage: 'This subscription is being changed at the moment. Import it again when that is done.',
    });
  }
}

async function enter(
  { store, clock }: ImportPorts,
  record: Subscription,
  by: string,
  job: string,
): Promise<Subscription> {
  const now = clock.now();
  const { fulfilment } = record;
  return store.replace(record, {
    ...stamped(record, by, now),
    fulfilment: {
      tables: {},
      ...fulfilment,
      phase: 'Importing',
      job,
      at: epoch(now),
    },
  });
}

async function leave(
  { store, clock }: ImportPorts,
  claimed: Subscription,
  by: string,
  phase: 'Granted' | 'ImportFailed',
  error?: MeshError,
): Promise<Subscription> {
  let current = claimed;
  for (let attempt = 1; ; attempt += 1) {
    if (current.status !== 'Active') {
      throw new NotAllowedError(
        'ENDED_MEANWHILE',
        `${current.id} became ${current.status} during the import`,
        {
          userMessage: 'This subscription ended while it was being imported.',
        },
      );
    }
    const now = clock.now();
    const { cause: _, ...fulfilment } = current.fulfilment ?? { tables: {} };
    try {
      return await store.replace(current, {
        ...stamped(current, by, now),
        imported: phase === 'Granted' || current.imported,
        fulfilment: {
          ...fulfilment,
          phase,
          job: claimed.fulfilment?.job ?? '',
          at: epoch(now),
          ...(error ? { cause: causeOf(error) } : {}),
        },
      });
    } catch (problem) {
      if (!(problem instanceof ConflictError && problem.code === 'RECORD_CHANGED') || attempt >= 6) {
        throw problem;
      }
      current = await loadSubscription(store, claimed.id);
    }
  }
}
