import {
  type _Record,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { clientsFor } from '../../local/seed/clients.ts';
import type { Laptop } from '../../local/start.ts';

/** The readable records of the table's stream as Lambda hands them over, oldest first. */
export async function recentRecords(laptop: Laptop): Promise<readonly ReturnType<typeof handed>[]> {
  const { streams } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const StreamArn = laptop.seeded.streamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  return Records.filter(({ dynamodb }) => dynamodb?.NewImage?.['Status'] !== undefined).map(handed);
}

/** The client reads a time where Lambda has epoch seconds. */
function handed({ dynamodb, ...record }: _Record) {
  const at = dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
  return { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(at / 1000) } };
}
