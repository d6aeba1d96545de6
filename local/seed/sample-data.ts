import { AlreadyExistsException, CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { BucketAlreadyOwnedByYou, CreateBucketCommand } from '@aws-sdk/client-s3';
import { ACCOUNTS } from './accounts.ts';
import type { Clients } from './clients.ts';
import type { SampleDatabase } from './sample-tables.ts';

/** What a producer already has before the mesh: a bucket, a Glue database and its tables. */
export async function makeSampleDatabase(
  { glue, s3 }: Pick<Clients, 'glue' | 's3'>,
  sample: SampleDatabase,
): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: sample.bucket }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) {
      throw error;
    }
  }
  await unlessThere(() =>
    glue.send(
      new CreateDatabaseCommand({
        DatabaseInput: {
          Name: sample.database,
          Description: sample.description,
          LocationUri: `s3://${sample.bucket}/`,
        },
      }),
    ),
  );
  for (const { name, description, columns } of sample.tables) {
    await unlessThere(() =>
      glue.send(
        new CreateTableCommand({
          DatabaseName: sample.database,
          TableInput: {
            Name: name,
            Description: description,
            TableType: 'EXTERNAL_TABLE',
            Parameters: { classification: 'parquet' },
            StorageDescriptor: {
              Location: `s3://${sample.bucket}/${sample.database}/${name}/`,
              InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
              OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
              SerdeInfo: {
                SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
              },
              Columns: columns.map(([Name, Type, Comment]) => ({
                Name,
                Type,
                ...(Comment ? { Comment } : {}),
              })),
            },
          },
        }),
      ),
    );
  }
}

/** What its administrator does before a database can be published from Slack: the role that publishes may see it. Granting again changes nothing. */
export async function letProducerSee(
  { lakeFormation }: Pick<Clients, 'lakeFormation'>,
  { account, database }: SampleDatabase,
): Promise<void> {
  const CatalogId = ACCOUNTS[account];
  const Principal = {
    DataLakePrincipalIdentifier: `arn:aws:iam::${CatalogId}:role/AwsDataMesh/DataMeshProducer`,
  };
  for (const Resource of [
    { Database: { CatalogId, Name: database } },
    { Table: { CatalogId, DatabaseName: database, TableWildcard: {} } },
  ]) {
    await lakeFormation.send(
      new GrantPermissionsCommand({ CatalogId, Principal, Resource, Permissions: ['DESCRIBE'] }),
    );
  }
}

async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) {
      throw error;
    }
  }
}
