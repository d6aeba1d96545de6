import { MeshError, UpstreamError } from '../errors.ts';
import { glueArn, type MeshPlace, tableArn } from '../names.ts';
import type { ConsumerPorts, MeshPorts } from '../ports.ts';
import { databaseOf } from '../subscriptions/load-subscription.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { acceptAll } from './accept-shares.ts';
import { reaches } from './reaches.ts';

type LinkPorts = Pick<MeshPorts, 'place' | 'clock'>;

/**
 * Accepts the shares of a granted record and makes the links that are missing; done once more, it changes nothing. Throws `ConflictError`
 * (`LINK_NAME_TAKEN`), `UpstreamError` (`SHARE_UNKNOWN`, `SHARE_NOT_VISIBLE`, `TABLE_NOT_SHARED`).
 */
export async function linkGranted(
  ports: LinkPorts,
  consumer: ConsumerPorts,
  record: Subscription,
): Promise<void> {
  await acceptShares(ports, consumer, record);
  await link(ports, consumer, record);
}

async function acceptShares(
  { clock, place }: LinkPorts,
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
  try {
    await acceptAll({ shares, clock }, arns);
  } catch (error) {
    // The record may remember a share that is no more: what counts is whether any share brings the tables.
    const isGone = error instanceof MeshError && GONE.includes(error.code);
    if (!isGone || missingOf(place, record, await shares.received(place.meshAccountId)).length > 0) {
      throw error;
    }
  }
}

/** What may be said of a share although another brings the tables. */
const GONE = ['SHARE_NOT_VISIBLE', 'INVITATION_EXPIRED', 'INVITATION_DECLINED'];

async function link(
  { place }: LinkPorts,
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
  const missing = missingOf(place, record, await shares.received(place.meshAccountId));
  if (missing.length > 0) {
    throw new UpstreamError('TABLE_NOT_SHARED', `not in any share: ${missing.join(', ')}`, {
      userMessage: `${missing.join(', ')} is not in the share yet. Try again in a minute.`,
      retryable: true,
    });
  }
}

/** Tables that no share of the mesh brings to the account. What is granted by LF-tags travels as the catalog itself. */
function missingOf(place: MeshPlace, record: Subscription, received: readonly string[]): readonly string[] {
  const isShared = record.byTag !== undefined && reaches(received, glueArn(place, 'catalog'));
  return isShared
    ? []
    : record.tables.filter((table) => !reaches(received, tableArn(place, databaseOf(record), table)));
}
