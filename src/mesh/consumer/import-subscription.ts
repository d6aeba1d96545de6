import { actorText } from '../actor.ts';
import { ConflictError, MeshError, NotAllowedError, UpstreamError } from '../errors.ts';
import type { Import } from '../mesh.ts';
import { glueArn, tableArn } from '../names.ts';
import type { ConsumerPorts, MeshPorts } from '../ports.ts';
import { causeOf } from '../subscriptions/cause-of.ts';
import { epoch } from '../subscriptions/dates.ts';
import { databaseOf, loadSubscription } from '../subscriptions/load-subscription.ts';
import { stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { acceptAll } from './accept-shares.ts';

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
    await acceptShares(ports, consumer, claimed);
    await link(ports, consumer, claimed);
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

async function acceptShares(
  { clock, place }: ImportPorts,
  { shares }: ConsumerPorts,
  record: Subscription,
): Promise<void> {
  const arns = [...new Set(Object.values(record.ramShares).map(({ arn }) => arn))];
  if (arns.length === 0) {
    throw new UpstreamError('SHARE_UNKNOWN', `${record.id} names no share of ${place.meshAccountId}`, {
      userMessage:
        'Lake Formation has not said yet how these tables are shared. Retry the grant, or ask the owner to.',
      retryable: false,
    });
  }
  await acceptAll({ shares, clock }, arns);
}

async function link(
  { place }: ImportPorts,
  { local, shares }: ConsumerPorts,
  record: Subscription,
): Promise<void> {
  const database = databaseOf(record);
  const target = { catalogId: place.meshAccountId, database };
  const kind = await local.ensureDatabase(database, target);
  const tables = record.tables;
  if (kind === 'plain') {
    await local.linkTables(
      database,
      tables.map((table) => ({ name: table, target: { ...target, table } })),
    );
  }
  const arns = new Set(await shares.resources(Object.values(record.ramShares).map(({ arn }) => arn)));
  // What is granted by LF-tags travels as the catalog itself.
  const isShared = record.byTag !== undefined && arns.has(glueArn(place, 'catalog'));
  const missing = isShared ? [] : tables.filter((table) => !arns.has(tableArn(place, database, table)));
  if (missing.length > 0) {
    throw new UpstreamError('TABLE_NOT_SHARED', `not in any share: ${missing.join(', ')}`, {
      userMessage: `${missing.join(', ')} is not in the share yet. Try again in a minute.`,
      retryable: true,
    });
  }
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
