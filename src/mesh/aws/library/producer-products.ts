import type { LakeSettings } from '../../admin/admin-ports.ts';
import { NotFoundError } from '../../errors.ts';
import { foldName } from '../../input/names-list.ts';
import { tablePattern } from '../../input/table-pattern.ts';
import { memberRole, roleArn } from '../../names.ts';
import { createDataProducts } from '../../producer/create-data-products.ts';
import { type MigrateTables, type Migration, migrateTables } from '../../producer/migrate-tables.ts';
import type { Publication, PublishRequest } from '../../producer/publication.ts';
import { createLakeSettings } from '../lake-settings.ts';
import { createTableReplacer } from '../table-replacer.ts';
import type { ProducerAccount } from './producer-account.ts';

export type CreateDataProducts = Omit<PublishRequest, 'onTable'>;

export interface DataProductTable {
  readonly database: string;
  readonly tableName: string;
  /** `s3://bucket/prefix` */
  readonly location?: string;
  readonly description?: string;
}

/** See `DataMeshProducer.createDataProducts`. */
export async function publishProducts(
  producer: ProducerAccount,
  request: CreateDataProducts,
): Promise<Publication> {
  const ports = await producer.publishPorts();
  const { context } = producer;
  const publish = () =>
    createDataProducts(ports, {
      ...request,
      onTable: ({ table, done, total }) => context.onProgress({ step: table, done, total }),
    });
  try {
    return await publish();
  } catch (error) {
    if (
      !(error instanceof NotFoundError && error.code === 'NO_TABLES_FOUND') ||
      !(await openSource(producer, request.sourceDatabaseName))
    ) {
      throw error;
    }
    return publish();
  }
}

/**
 * Where the account's role may not see the source yet, and the caller administers the account's data lake, the role is let see it: whoever
 * publishes a database as its administrator wants that. Whether it was.
 */
async function openSource(producer: ProducerAccount, database: string): Promise<boolean> {
  const lake = await administeredLake(producer);
  if (lake === undefined) {
    return false;
  }
  producer.context.onStep(`letting DataMeshProducer see ${database}`);
  return lake.allowTables(await ownRole(producer), database.trim().toLowerCase(), ['DESCRIBE']);
}

/** See `DataMeshProducer.migrateTablesToMesh`. */
export async function migrateProducts(producer: ProducerAccount, request: MigrateTables): Promise<Migration> {
  const { account, own } = await producer.enter();
  const replace = createTableReplacer(own.glue, account, producer.context.clock);
  return migrateTables({ ...(await producer.publishPorts()), replace }, request, {
    openSource: async () => {
      const lake = await administeredLake(producer);
      await lake?.allowTables(await ownRole(producer), request.sourceDatabaseName.trim().toLowerCase(), [
        'DESCRIBE',
        'DROP',
      ]);
    },
    publish: (publication) => publishProducts(producer, publication),
  });
}

/** The account's data lake, where the caller administers it. */
async function administeredLake({ context, enter }: ProducerAccount): Promise<LakeSettings | undefined> {
  const { account, caller } = await enter();
  const lake = createLakeSettings(caller.clients.lakeFormation, account, context.clock);
  return (await lake.administrators()).includes(caller.principalArn) ? lake : undefined;
}

async function ownRole({ context, enter }: ProducerAccount): Promise<string> {
  return roleArn(context.place, (await enter()).account, memberRole('producer'));
}

/** See `DataMeshProducer.getDataProduct`. */
export async function productTables(
  { enter, ports }: ProducerAccount,
  databaseName: string,
  tableNameRegex: string | undefined,
): Promise<readonly DataProductTable[]> {
  const database = foldName(databaseName, 'database');
  const matches = tablePattern(tableNameRegex);
  const { catalog } = await (await ports()).producer((await enter()).account, database);
  const tables: DataProductTable[] = [];
  for await (const { name, location, description } of catalog.tables(database)) {
    if (matches(name)) {
      tables.push({
        database,
        tableName: name,
        ...(location ? { location } : {}),
        ...(description ? { description } : {}),
      });
    }
  }
  return tables;
}
