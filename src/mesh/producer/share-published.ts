import { acceptAll } from '../consumer/accept-shares.ts';
import { InvalidRequestError } from '../errors.ts';
import { glueSchedule } from '../input/glue-schedule.ts';
import { MANAGER_ROLE, READ_ONLY_ROLE, roleArn, serviceRoleArn } from '../names.ts';
import { withReader } from '../policies/bucket-policy.ts';
import { changeBucketPolicy, prefixesByBucket } from '../subscriptions/shared-policies.ts';
import type { PublishedTable, PublishPorts, PublishRequest } from './publication.ts';
import type { PublishGrant, SourceTable } from './publish-ports.ts';

/** The grants of all tables, many in one call; returns why a table could not be shared. */
export async function grantAll<D, P>(
  { place, account, mesh }: PublishPorts<D, P>,
  database: string,
  tables: readonly PublishedTable[],
  { createPublicMetadata = true }: PublishRequest,
): Promise<ReadonlyMap<string, string>> {
  const role = (name: string) => roleArn(place, place.meshAccountId, name);
  const grants = tables.flatMap(({ targetTable: table }): readonly PublishGrant[] => [
    {
      principal: account,
      database,
      table,
      permissions: ['INSERT', 'SELECT', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP'],
      grantable: true,
    },
    {
      principal: role(MANAGER_ROLE),
      database,
      table,
      permissions: ['DESCRIBE', 'SELECT', 'DROP'],
      grantable: false,
    },
    ...(createPublicMetadata
      ? [
          {
            principal: role(READ_ONLY_ROLE),
            database,
            table,
            permissions: ['DESCRIBE' as const],
            grantable: false,
          },
        ]
      : []),
  ]);
  const refused = new Map<string, string>();
  for (const { table, reason, code } of await mesh.grant(grants)) {
    refused.set(table ?? database, `Lake Formation refused to share it: ${reason} (${code})`);
  }
  return refused;
}

/** The links through which the producer goes on using what it published. */
export async function linkAll<D, P>(
  ports: PublishPorts<D, P>,
  database: string,
  tables: readonly PublishedTable[],
): Promise<void> {
  const { place, account, permissions, local, shares, clock } = ports;
  if (tables.length === 0) {
    return;
  }
  const held = await permissions.held(account, database, {
    tables: tables.map(({ targetTable }) => targetTable),
  });
  const arns = new Set([
    ...held.database.shares,
    ...tables.flatMap(({ targetTable }) => held.tables.get(targetTable)?.shares ?? []),
  ]);
  await acceptAll({ shares, clock }, [...arns]);
  await local.linkTables(
    database,
    tables.map(({ targetTable, linkTable }) => ({
      name: linkTable,
      target: { catalogId: place.meshAccountId, database, table: targetTable },
    })),
  );
}

/** Lets Lake Formation of the mesh account read what was published, bucket by bucket. */
export async function openBuckets<D, P>(
  { place, buckets, leases }: PublishPorts<D, P>,
  tables: readonly SourceTable<D>[],
): Promise<void> {
  const principal = serviceRoleArn(place, place.meshAccountId);
  const prefixes = prefixesByBucket(tables.map(({ table }) => table));
  const lease = await leases.take([...prefixes.keys()].map((bucket) => `bucket#${bucket}`));
  try {
    for (const [bucket, wanted] of prefixes) {
      await changeBucketPolicy(buckets, lease, bucket, (text) =>
        withReader(text, { partition: place.partition, bucket }, principal, wanted, { add: true }),
      );
    }
  } finally {
    await lease?.release();
  }
}

/** Crawlers of the producer, where a schedule is given; `requireCrawlable` has looked at it before. */
export async function crawl<D, P>(
  { crawlers }: PublishPorts<D, P>,
  tables: readonly SourceTable<D>[],
  database: string,
  { syncMeshCatalogSchedule: schedule, syncMeshCrawlerRoleArn: roleArn, sourceDatabaseName }: PublishRequest,
): Promise<void> {
  if (schedule === undefined || roleArn === undefined) {
    return;
  }
  for (const { table } of tables) {
    await crawlers.ensure({
      name: `${database}-${table.name}`,
      database: sourceDatabaseName,
      location: table.location ?? '',
      roleArn,
      schedule: glueSchedule(schedule),
    });
  }
}

/** Throws `InvalidRequestError` (`BAD_SCHEDULE`, `CRAWLER_ROLE_MISSING`) before anything is published. */
export function requireCrawlable({
  syncMeshCatalogSchedule: schedule,
  syncMeshCrawlerRoleArn: role,
}: PublishRequest): void {
  if (schedule === undefined) {
    return;
  }
  glueSchedule(schedule);
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(role ?? '')) {
    throw new InvalidRequestError('CRAWLER_ROLE_MISSING', `a schedule with the crawler role ${role}`, {
      userMessage:
        'A schedule for crawlers needs a role for them as well, of the account that owns the tables. Nothing was published.',
    });
  }
}
