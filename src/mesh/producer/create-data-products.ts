import pMap from 'p-map';
import { acceptAll } from '../consumer/accept-shares.ts';
import { InvalidRequestError, MeshError, NotFoundError } from '../errors.ts';
import { foldName } from '../input/names-list.ts';
import { tablePattern } from '../input/table-pattern.ts';
import { MANAGER_ROLE, type MeshPlace, READ_ONLY_ROLE, roleArn, serviceRoleArn } from '../names.ts';
import { withReader } from '../policies/bucket-policy.ts';
import { s3Arn, s3Location } from '../policies/s3-location.ts';
import type { Buckets, Clock, Leases, LocalCatalog, MeshCatalog, Permissions, Shares } from '../ports.ts';
import { changeBucketPolicy, prefixesByBucket } from '../subscriptions/shared-policies.ts';
import { DOMAIN_PARAMETER, PRODUCT_PARAMETER } from './list-products.ts';
import type {
  Change,
  Crawlers,
  MeshWriter,
  PublishGrant,
  SourceCatalog,
  SourceTable,
} from './publish-ports.ts';

export interface PublishPorts<D, P> {
  readonly place: MeshPlace;
  /** Producer account id. */
  readonly account: string;
  readonly source: SourceCatalog<D, P>;
  readonly mesh: MeshWriter<D, P>;
  /** The mesh's catalog as this producer sees it. */
  readonly published: MeshCatalog;
  /** What the producer account was granted by the mesh. */
  readonly permissions: Pick<Permissions, 'held'>;
  readonly local: LocalCatalog;
  readonly shares: Shares;
  readonly buckets: Buckets;
  readonly leases: Leases;
  readonly crawlers: Crawlers;
  readonly clock: Clock;
}

export interface PublishRequest {
  readonly sourceDatabaseName: string;
  /** Whether everybody in the mesh may find the tables; true unless told. */
  readonly createPublicMetadata?: boolean;
  /** RE2 expression for whole table names; absent: every table. */
  readonly tableNameRegex?: string;
  readonly domain?: string;
  readonly dataProductName?: string;
  /** Glue cron expression; only with a role. */
  readonly syncMeshCatalogSchedule?: string;
  readonly syncMeshCrawlerRoleArn?: string;
  /** Mesh database; `<source>-<account>` unless told. */
  readonly exposeDataMeshDbName?: string;
  /** Suffix of the links in the producer account; `_link` unless told. */
  readonly exposeTableReferencesWithSuffix?: string;
  readonly useOriginalTableName?: boolean;
  readonly onTable?: (progress: {
    readonly table: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

export interface PublishedTable {
  readonly sourceTable: string;
  readonly targetDatabase: string;
  readonly targetTable: string;
  readonly linkDatabase: string;
  readonly linkTable: string;
  readonly change: Change;
  /** Partitions that were written. */
  readonly partitions: number;
  /** Why its tags are missing; the table is published all the same. */
  readonly untagged?: string;
}

export interface SkippedTable {
  readonly sourceTable: string;
  readonly reason: string;
}

export interface Publication {
  readonly databaseName: string;
  readonly tables: readonly PublishedTable[];
  readonly skipped: readonly SkippedTable[];
  readonly failed: readonly SkippedTable[];
}

/** Lake Formation and Glue throttle above a few calls at once. */
const AT_ONCE = 4;

/** Publishes tables of the producer into the mesh, or brings what was published up to date. Every table ends as published, skipped or failed, with a reason. */
export async function createDataProducts<D, P>(
  ports: PublishPorts<D, P>,
  request: PublishRequest,
): Promise<Publication> {
  const source = foldName(request.sourceDatabaseName, 'database');
  const database = foldName(request.exposeDataMeshDbName ?? `${source}-${ports.account}`, 'database');
  const plan = await chooseTables(ports, source, request);
  await prepareDatabase(ports, source, database, request);
  const published: PublishedTable[] = [];
  const failed: SkippedTable[] = [];
  await pMap(
    plan.chosen,
    async (chosen) => {
      try {
        published.push(await publishTable(ports, source, database, chosen, request));
      } catch (error) {
        if (!(error instanceof MeshError)) {
          throw error;
        }
        failed.push({ sourceTable: chosen.table.name, reason: error.userMessage });
      }
      const done = published.length + failed.length;
      request.onTable?.({ table: chosen.table.name, done, total: plan.chosen.length });
    },
    { concurrency: AT_ONCE },
  );
  const refused = await grantAll(ports, database, published, request);
  const usable = published.filter(({ targetTable }) => !refused.has(targetTable));
  await linkAll(ports, database, usable);
  await openBuckets(
    ports,
    plan.chosen.filter(({ table }) => usable.some(({ sourceTable }) => sourceTable === table.name)),
  );
  await crawl(ports, plan.chosen, database, request);
  const byName = (left: { readonly sourceTable: string }, right: { readonly sourceTable: string }) =>
    left.sourceTable < right.sourceTable ? -1 : 1;
  return {
    databaseName: source,
    tables: usable.sort(byName),
    skipped: plan.skipped,
    failed: [...failed, ...[...refused].map(([sourceTable, reason]) => ({ sourceTable, reason }))].sort(
      byName,
    ),
  };
}

async function chooseTables<D, P>(
  { source }: PublishPorts<D, P>,
  database: string,
  { tableNameRegex }: PublishRequest,
) {
  const matches = tablePattern(tableNameRegex);
  const chosen: SourceTable<D>[] = [];
  const skipped: SkippedTable[] = [];
  for await (const candidate of source.tables(database)) {
    const { name, target, location } = candidate.table;
    if (!matches(name)) {
      continue;
    }
    if (target) {
      skipped.push({ sourceTable: name, reason: `a link to ${target.database}.${target.name}` });
    } else if (s3Location(location) === undefined) {
      skipped.push({
        sourceTable: name,
        reason: location
          ? `its location ${location} is not in S3`
          : 'no S3 location (a view or a federated table)',
      });
    } else {
      chosen.push(candidate);
    }
  }
  if (chosen.length + skipped.length === 0) {
    throw new NotFoundError('NO_TABLES_FOUND', `no table of ${database} matches ${tableNameRegex ?? '.*'}`, {
      userMessage: `No table of ${database} matches${tableNameRegex ? ` ${tableNameRegex}` : ''}, or the role DataMeshProducer may not see them. Check the name, or grant DESCRIBE on the database and its tables to that role.`,
    });
  }
  return { chosen, skipped };
}

async function prepareDatabase<D, P>(
  ports: PublishPorts<D, P>,
  source: string,
  database: string,
  request: PublishRequest,
): Promise<void> {
  const { place, account, mesh, local } = ports;
  await mesh.ensureDatabase(database, account, {
    description: `Database to contain objects from Source Database ${account}.${source}`,
    parameters: {
      data_mesh_source_account: account,
      data_mesh_source_database: source,
      ...productParameters(request),
    },
  });
  const readOnly = roleArn(place, place.meshAccountId, READ_ONLY_ROLE);
  const grants: PublishGrant[] = [
    { principal: account, database, permissions: ['CREATE_TABLE', 'DESCRIBE'], grantable: false },
  ];
  if (request.createPublicMetadata ?? true) {
    grants.push({ principal: readOnly, database, permissions: ['DESCRIBE'], grantable: false });
  }
  const [refused] = await mesh.grant(grants);
  if (refused) {
    throw new InvalidRequestError(
      'DATABASE_GRANT_REFUSED',
      `${database}: ${refused.code}: ${refused.reason}`,
      {
        userMessage: `Lake Formation refused to share the database ${database}: ${refused.reason}`,
      },
    );
  }
  await local.ensureDatabase(database, { catalogId: place.meshAccountId, database });
}

function productParameters({ domain, dataProductName }: PublishRequest): Readonly<Record<string, string>> {
  return {
    ...(domain === undefined ? {} : { [DOMAIN_PARAMETER]: domain }),
    ...(dataProductName === undefined ? {} : { [PRODUCT_PARAMETER]: dataProductName }),
  };
}

async function publishTable<D, P>(
  { place, account, source, mesh }: PublishPorts<D, P>,
  sourceDatabase: string,
  database: string,
  { table, definition }: SourceTable<D>,
  request: PublishRequest,
): Promise<PublishedTable> {
  // Made before its location is registered: a location that nobody governs yet needs no data location permission, which only a lake's administrator could give.
  const change = await mesh.ensureTable(database, table.name, definition, {
    owner: account,
    parameters: productParameters(request),
  });
  const location = s3Location(table.location);
  if (location) {
    await mesh.register(s3Arn(place.partition, location));
  }
  const partitions = await mesh.syncPartitions(
    database,
    table.name,
    source.partitions(sourceDatabase, table.name),
    change === 'created',
  );
  const untagged = await tag({ source, mesh }, sourceDatabase, database, table.name, request);
  const suffix = request.exposeTableReferencesWithSuffix ?? '_link';
  return {
    sourceTable: table.name,
    targetDatabase: database,
    targetTable: table.name,
    linkDatabase: database,
    linkTable: request.useOriginalTableName ? table.name : `${table.name}${suffix}`,
    change,
    partitions,
    ...(untagged === undefined ? {} : { untagged }),
  };
}

async function tag<D, P>(
  { source, mesh }: Pick<PublishPorts<D, P>, 'source' | 'mesh'>,
  sourceDatabase: string,
  database: string,
  table: string,
  { domain, dataProductName }: PublishRequest,
): Promise<string | undefined> {
  try {
    const tags = {
      ...(await source.tags(sourceDatabase, table)),
      ...(domain === undefined ? {} : { domain: [domain.toLowerCase()] }),
      ...(dataProductName === undefined ? {} : { dataproduct: [dataProductName.toLowerCase()] }),
    };
    if (Object.keys(tags).length > 0) {
      await mesh.tag(database, table, tags);
    }
    return undefined;
  } catch (error) {
    if (error instanceof MeshError && !error.retryable) {
      return error.userMessage;
    }
    throw error;
  }
}

/** The grants of all tables, many in one call; returns why a table could not be shared. */
async function grantAll<D, P>(
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
async function linkAll<D, P>(
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
async function openBuckets<D, P>(
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

async function crawl<D, P>(
  { crawlers }: PublishPorts<D, P>,
  tables: readonly SourceTable<D>[],
  database: string,
  { syncMeshCatalogSchedule: schedule, syncMeshCrawlerRoleArn: roleArn, sourceDatabaseName }: PublishRequest,
): Promise<void> {
  if (schedule === undefined) {
    return;
  }
  if (roleArn === undefined) {
    throw new InvalidRequestError(
      'CRAWLER_ROLE_MISSING',
      `a schedule for ${database} without a crawler role`,
      {
        userMessage:
          'A crawler schedule needs the ARN of a role for the crawler as well. Everything else was published.',
      },
    );
  }
  for (const { table } of tables) {
    await crawlers.ensure({
      name: `${database}-${table.name}`,
      database: sourceDatabaseName,
      location: table.location ?? '',
      roleArn,
      schedule,
    });
  }
}
