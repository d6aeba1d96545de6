import { AlreadyExistsException, CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import { BucketAlreadyOwnedByYou, CreateBucketCommand } from '@aws-sdk/client-s3';
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

async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof AlreadyExistsException)) {
      throw error;
    }
  }
}
