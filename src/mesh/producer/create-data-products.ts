import pMap from 'p-map';
import { InvalidRequestError, MeshError } from '../errors.ts';
import { glueSchedule } from '../input/glue-schedule.ts';
import { foldName } from '../input/names-list.ts';
import { READ_ONLY_ROLE, roleArn } from '../names.ts';
import { s3Arn, s3Location } from '../policies/s3-location.ts';
import { chooseTables } from './choose-tables.ts';
import { DOMAIN_PARAMETER, PRODUCT_PARAMETER, SCHEDULE_PARAMETER } from './list-products.ts';

import type {
  Publication,
  PublishedTable,
  PublishPorts,
  PublishRequest,
  SkippedTable,
} from './publication.ts';
import type { PublishGrant, SourceTable } from './publish-ports.ts';
import { crawl, grantAll, linkAll, openBuckets, requireCrawlable } from './share-published.ts';

/** Lake Formation and Glue throttle above a few calls at once. */
const AT_ONCE = 4;

/** Publishes tables of the producer into the mesh, or brings what was published up to date. Every table ends as published, skipped or failed, with a reason. */
export async function createDataProducts<D, P>(
  ports: PublishPorts<D, P>,
  request: PublishRequest,
): Promise<Publication> {
  const source = foldName(request.sourceDatabaseName, 'database');
  const database = foldName(request.exposeDataMeshDbName ?? `${source}-${ports.account}`, 'database');
  requireCrawlable(request);
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
      ...(request.syncMeshCatalogSchedule === undefined
        ? {}
        : { [SCHEDULE_PARAMETER]: glueSchedule(request.syncMeshCatalogSchedule) }),
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
