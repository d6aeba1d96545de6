import { UpstreamError } from '../errors.ts';
import { glueArn, tableArn } from '../names.ts';
import type { ConsumerPorts, MeshPorts } from '../ports.ts';
import { databaseOf } from '../subscriptions/load-subscription.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { acceptAll } from './accept-shares.ts';

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
  await acceptAll({ shares, clock }, arns);
}

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
