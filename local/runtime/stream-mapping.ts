import { readFile, rename, writeFile } from 'node:fs/promises';
import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaFunction } from './lambda-function.ts';
import type { Mapping } from './queue-mapping.ts';

export interface StreamMappingOptions {
  readonly streams: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly target: LambdaFunction;
  /** Where the position in the stream is kept, as Lambda keeps it for a mapping. */
  readonly checkpointFile: string;
  readonly batchSize: number;
  /** After this many tries a batch that keeps failing is halved, and a single record is handed to the failure queue. */
  readonly retries: number;
  readonly failures: { readonly queues: SQSClient; readonly queueUrl: string };
  readonly onError: (error: unknown) => void;
}

const IDLE_MS = 200;
const RETRY_MS = 500;

/** Polls a stream as Lambda's event source mapping does: in order, with partial answers, halving, and a failure queue for poison. */
export function startStreamMapping(options: StreamMappingOptions): Mapping {
  let stopped = false;
  const loop = (async () => {
    let position = await readCheckpoint(options.checkpointFile);
    while (!stopped) {
      try {
        position = await readOn(options, position, () => stopped);
      } catch (error) {
        if (!stopped) {
          options.onError(error);
          await pause(RETRY_MS);
        }
      }
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

async function readOn(
  options: StreamMappingOptions,
  from: string | undefined,
  stopped: () => boolean,
): Promise<string | undefined> {
  const { streams, streamArn, batchSize } = options;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const shard = StreamDescription?.Shards?.at(-1)?.ShardId;
  const start = from
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: from }
    : { ShardIteratorType: 'TRIM_HORIZON' as const };
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shard, ...start }),
  );
  let iterator = ShardIterator;
  let position = from;
  while (iterator && !stopped()) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }));
    if (page.Records && page.Records.length > 0) {
      const handled = await handOver(options, page.Records, stopped);
      position = page.Records[handled - 1]?.dynamodb?.SequenceNumber ?? position;
      await writeCheckpoint(options.checkpointFile, position);
    } else {
      await pause(IDLE_MS);
    }
    iterator = page.NextShardIterator;
  }
  return position;
}

/** Until every record was handled or set aside, or the laptop stops. Returns how many are done with. */
async function handOver(
  options: StreamMappingOptions,
  records: readonly _Record[],
  stopped: () => boolean,
): Promise<number> {
  let rest = records;
  let size = rest.length;
  for (let tries = 0; rest.length > 0 && !stopped(); ) {
    const batch = rest.slice(0, size);
    const failedAt = await tryBatch(options, batch);
    if (failedAt === undefined) {
      rest = rest.slice(batch.length);
      size = rest.length;
      tries = 0;
    } else if (failedAt > 0) {
      rest = rest.slice(failedAt);
      size = Math.max(1, size - failedAt);
      tries = 0;
    } else if (size > 1) {
      size = Math.ceil(size / 2);
    } else if (tries >= options.retries) {
      await setAside(options, rest[0]);
      rest = rest.slice(1);
      size = rest.length;
      tries = 0;
    } else {
      tries += 1;
      await pause(RETRY_MS);
    }
  }
  return records.length - rest.length;
}

/** The index of the first record that failed, or `undefined`. */
async function tryBatch(
  { target, streamArn, onError }: StreamMappingOptions,
  batch: readonly _Record[],
): Promise<number | undefined> {
  try {
    const answer = await target.invoke({ Records: batch.map((record) => eventRecord(record, streamArn)) });
    const failed = firstFailure(answer);
    return failed === undefined
      ? undefined
      : Math.max(
          0,
          batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed),
        );
  } catch (error) {
    onError(error);
    return 0;
  }
}

function firstFailure(answer: unknown): string | undefined {
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('batchItemFailures' in answer) ||
    !Array.isArray(answer.batchItemFailures)
  ) {
    return undefined;
  }
  const [first] = answer.batchItemFailures;
  return first === undefined ? undefined : String(first.itemIdentifier);
}

/** Lambda sends metadata of the record, not the item. */
async function setAside(
  { failures, streamArn }: StreamMappingOptions,
  record: _Record | undefined,
): Promise<void> {
  const MessageBody = JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: { streamArn, startSequenceNumber: record?.dynamodb?.SequenceNumber, batchSize: 1 },
  });
  await failures.queues.send(new SendMessageCommand({ QueueUrl: failures.queueUrl, MessageBody }));
}

function eventRecord(record: _Record, streamArn: string): unknown {
  const { dynamodb } = record;
  return {
    ...record,
    eventSourceARN: streamArn,
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: Math.floor((dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000),
    },
  };
}

async function readCheckpoint(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined); // none yet: from the beginning
  return text?.trim() || undefined;
}

async function writeCheckpoint(file: string, position: string | undefined): Promise<void> {
  await writeFile(`${file}.new`, position ?? '');
  await rename(`${file}.new`, file);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
