import { createHash } from 'node:crypto';
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
  /** How many batches may be under way at once; the changes of one item stay in their order. Lambda calls it the parallelization factor. */
  readonly lanes: number;
  /** After this many tries a batch that keeps failing is halved, and a single record is handed to the failure queue. */
  readonly retries: number;
  readonly failures: { readonly queues: SQSClient; readonly queueUrl: string };
  readonly onError: (error: unknown) => void;
}

const IDLE_MS = 200;
const RETRY_MS = 500;

/** Records that may be read before the oldest of them is done with. */
const MOST_AHEAD = 1000;

/**
 * Polls a stream as Lambda's event source mapping does: in lanes, each in order, with partial answers, halving, and a failure queue for poison.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
export function startStreamMapping(options: StreamMappingOptions): Mapping {
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      try {
        await readOn(options, () => stopped);
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

/** From the checkpoint on; whatever was read is handled or left for the next time before this ends. */
async function readOn(options: StreamMappingOptions, stopped: () => boolean): Promise<void> {
  const { streams, streamArn, batchSize, lanes } = options;
  const from = await readCheckpoint(options.checkpointFile);
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const shard = StreamDescription?.Shards?.at(-1)?.ShardId;
  const start = from
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: from }
    : { ShardIteratorType: 'TRIM_HORIZON' as const };
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shard, ...start }),
  );
  const work = createLanes(options, stopped);
  try {
    let iterator = ShardIterator;
    while (iterator && !stopped()) {
      if (work.ahead() > MOST_AHEAD) {
        await pause(IDLE_MS);
        continue;
      }
      const page = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize * lanes }),
      );
      if (page.Records && page.Records.length > 0) {
        work.take(page.Records);
      } else {
        await pause(IDLE_MS);
      }
      iterator = page.NextShardIterator;
    }
  } finally {
    await work.end();
  }
}

interface Lanes {
  /** Records that were read and are not done with, and those behind them. */
  ahead(): number;
  take(records: readonly _Record[]): void;
  /** Resolves when no lane has anything under way. */
  end(): Promise<void>;
}

/** A bad record holds up its own lane alone; the checkpoint stands before the oldest record that is not done with. */
function createLanes(options: StreamMappingOptions, stopped: () => boolean): Lanes {
  const order: _Record[] = [];
  const done = new Set<_Record>();
  const waiting = Array.from({ length: options.lanes }, (): _Record[] => []);
  const running = new Map<number, Promise<void>>();
  let checkpoint = Promise.resolve();

  async function run(index: number, lane: _Record[]): Promise<void> {
    while (lane.length > 0 && !stopped()) {
      try {
        const handled = await handOver(options, lane.slice(0, options.batchSize), stopped);
        for (const record of lane.splice(0, handled)) {
          done.add(record);
        }
        await moveOn();
      } catch (error) {
        options.onError(error);
        await pause(RETRY_MS);
      }
    }
    running.delete(index); // at once: what is taken from now on has to start the lane anew
  }

  async function moveOn(): Promise<void> {
    let last: _Record | undefined;
    for (let [first] = order; first && done.delete(first); [first] = order) {
      last = order.shift();
    }
    const position = last?.dynamodb?.SequenceNumber;
    if (position !== undefined) {
      checkpoint = checkpoint
        .catch(() => undefined)
        .then(() => writeCheckpoint(options.checkpointFile, position));
      await checkpoint;
    }
  }

  return {
    ahead: () => order.length,
    take(records) {
      for (const record of records) {
        order.push(record);
        waiting[laneOf(record, options.lanes)]?.push(record);
      }
      for (const [index, lane] of waiting.entries()) {
        if (lane.length > 0 && !running.has(index)) {
          running.set(index, run(index, lane));
        }
      }
    },
    async end() {
      await Promise.all(running.values());
    },
  };
}

function laneOf({ dynamodb }: _Record, lanes: number): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(dynamodb?.Keys ?? null))
    .digest();
  return digest.readUInt32BE() % lanes;
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

async function writeCheckpoint(file: string, position: string): Promise<void> {
  await writeFile(`${file}.new`, position);
  await rename(`${file}.new`, file);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
