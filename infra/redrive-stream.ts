import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

export interface RedriveStream {
  readonly queues: SQSClient;
  readonly streams: DynamoDBStreamsClient;
  readonly functions: LambdaClient;
  /** URL of the failure queue. */
  readonly from: string;
  /** Name of the notification function. */
  readonly notification: string;
}

export interface StreamRedriven {
  readonly told: number;
  /** The function failed again; the message stays. */
  readonly failed: number;
  /** The stream keeps a day; the message stays. */
  readonly tooOld: number;
}

/** What Lambda sends to the destination: where the records are, not the records. @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
const Failure = z.object({
  DDBStreamBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string().optional(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string().optional(),
  }),
});
type Batch = z.infer<typeof Failure>['DDBStreamBatchInfo'];

const Answer = z.object({ batchItemFailures: z.array(z.unknown()) });

/** Hands changes that were set aside to the notification function again, read anew from the stream. */
export async function redriveStream(parts: RedriveStream): Promise<StreamRedriven> {
  const counts = { told: 0, failed: 0, tooOld: 0 };
  for (;;) {
    const { Messages = [] } = await parts.queues.send(
      // A message that stays comes back after this command has ended.
      new ReceiveMessageCommand({ QueueUrl: parts.from, MaxNumberOfMessages: 10, VisibilityTimeout: 300 }),
    );
    if (Messages.length === 0) {
      return counts;
    }
    for (const { Body, ReceiptHandle } of Messages) {
      const outcome = await tellAgain(parts, Failure.parse(JSON.parse(Body ?? '')).DDBStreamBatchInfo);
      counts[outcome] += 1;
      if (outcome === 'told') {
        await parts.queues.send(new DeleteMessageCommand({ QueueUrl: parts.from, ReceiptHandle }));
      }
    }
  }
}

async function tellAgain(parts: RedriveStream, batch: Batch): Promise<keyof StreamRedriven> {
  const records = await readBatch(parts.streams, batch);
  if (records.length === 0) {
    return 'tooOld';
  }
  const Records = records.map((record) => asDelivered(record, batch.streamArn));
  const { FunctionError, Payload } = await parts.functions.send(
    new InvokeCommand({ FunctionName: parts.notification, Payload: JSON.stringify({ Records }) }),
  );
  const answer = Answer.safeParse(JSON.parse(Payload?.transformToString() ?? 'null'));
  return FunctionError === undefined && answer.success && answer.data.batchItemFailures.length === 0
    ? 'told'
    : 'failed';
}

/** Empty where the stream does not hold the records any more. */
async function readBatch(streams: DynamoDBStreamsClient, batch: Batch): Promise<readonly _Record[]> {
  const { streamArn: StreamArn, startSequenceNumber, endSequenceNumber = startSequenceNumber } = batch;
  try {
    const ShardId = batch.shardId ?? (await shardOf(streams, StreamArn, startSequenceNumber));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: startSequenceNumber,
      }),
    );
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    return Records.filter(
      ({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? '0') <= BigInt(endSequenceNumber),
    );
  } catch (error) {
    if (error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException) {
      return [];
    }
    throw error;
  }
}

async function shardOf(streams: DynamoDBStreamsClient, StreamArn: string, sequence: string): Promise<string> {
  const wanted = BigInt(sequence);
  let from: string | undefined;
  do {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn, ...(from ? { ExclusiveStartShardId: from } : {}) }),
    );
    for (const { ShardId = '', SequenceNumberRange } of StreamDescription?.Shards ?? []) {
      const { StartingSequenceNumber = '0', EndingSequenceNumber } = SequenceNumberRange ?? {};
      if (
        BigInt(StartingSequenceNumber) <= wanted &&
        (EndingSequenceNumber === undefined || wanted <= BigInt(EndingSequenceNumber))
      ) {
        return ShardId;
      }
    }
    from = StreamDescription?.LastEvaluatedShardId;
  } while (from);
  throw new ResourceNotFoundException({ message: `no shard holds ${sequence}`, $metadata: {} });
}

/** Lambda gives the time as a number of seconds, where the client gives a date. */
function asDelivered({ dynamodb, ...record }: _Record, eventSourceARN: string): unknown {
  const seconds = Math.floor((dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000);
  return { ...record, eventSourceARN, dynamodb: { ...dynamodb, ApproximateCreationDateTime: seconds } };
}
