import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Desk } from './desk.ts';
import { type DynamoStream, RECORDS, RETENTION_MS, STREAMS } from './entities.ts';
import { decodeIterator, encodeIterator } from './iterator.ts';
import { type JsonObject, textOf } from './json.ts';
import { sequenceText } from './stream-writer.ts';

const SHARD = 'shardId-00000000000000000000-00000001';
const ITERATOR_MS = 15 * 60_000;

type StreamOperation = (desk: Desk, input: JsonObject, call: Call) => Promise<JsonObject>;

function streamOf(call: Call, arn: string): DynamoStream {
  const stream = call.state.in(STREAMS, call.account).get(arn);
  if (!stream) {
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
  }
  return stream;
}

/** Records that are not yet trimmed, oldest first. */
function recordsOf(call: Call, arn: string) {
  return call.state
    .in(RECORDS, arn)
    .values()
    .filter(({ at }) => call.now.getTime() - at.getTime() <= RETENTION_MS);
}

function before(sequence: string): string {
  return sequenceText(Math.max(Number(sequence) - 1, 0));
}

/** Each stream has one shard here, open as long as the stream is. */
export const streamOperations: Readonly<Record<string, StreamOperation>> = {
  async ListStreams(_desk, input, call) {
    const table = textOf(input['TableName']);
    const all = call.state
      .in(STREAMS, call.account)
      .values()
      .filter((stream) => table === undefined || stream.table === table);
    const start = textOf(input['ExclusiveStartStreamArn']);
    const from = start === undefined ? 0 : all.findIndex(({ arn }) => arn === start) + 1;
    const limit = typeof input['Limit'] === 'number' ? input['Limit'] : 100;
    const page = all.slice(from, from + limit);
    const last = page.at(-1)?.arn;
    return {
      Streams: page.map(({ arn, table: name, label }) => ({
        StreamArn: arn,
        TableName: name,
        StreamLabel: label,
      })),
      ...(from + limit < all.length && last !== undefined ? { LastEvaluatedStreamArn: last } : {}),
    };
  },

  async DescribeStream(_desk, input, call) {
    const stream = streamOf(call, textOf(input['StreamArn']) ?? '');
    const first = recordsOf(call, stream.arn)[0]?.sequence ?? sequenceText(1);
    const last = recordsOf(call, stream.arn).at(-1)?.sequence;
    const range = {
      StartingSequenceNumber: first,
      ...(stream.enabled || last === undefined ? {} : { EndingSequenceNumber: last }),
    };
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: stream.enabled ? 'ENABLED' : 'DISABLED',
        StreamViewType: stream.view,
        CreationRequestDateTime: stream.createdAt.getTime() / 1000,
        TableName: stream.table,
        KeySchema: [...stream.keySchema],
        Shards:
          textOf(input['ExclusiveStartShardId']) === SHARD
            ? []
            : [{ ShardId: SHARD, SequenceNumberRange: range }],
      },
    };
  },

  async GetShardIterator(_desk, input, call) {
    const stream = streamOf(call, textOf(input['StreamArn']) ?? '');
    if (textOf(input['ShardId']) !== SHARD) {
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Shard does not exist`);
    }
    const records = recordsOf(call, stream.arn);
    const sequence = textOf(input['SequenceNumber']);
    const type = textOf(input['ShardIteratorType']) ?? '';
    const exact = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
    if (exact && (sequence === undefined || !/^\d{1,40}$/.test(sequence))) {
      throw new AwsError('ValidationException', 'SequenceNumber is required for this ShardIteratorType');
    }
    const padded = sequenceText(Number(sequence ?? 0));
    if (exact && padded < (records[0]?.sequence ?? padded)) {
      throw new AwsError(
        'TrimmedDataAccessException',
        'The operation attempted to read past the oldest stream record in a shard.',
      );
    }
    const after =
      type === 'TRIM_HORIZON'
        ? before(records[0]?.sequence ?? '0')
        : type === 'LATEST'
          ? (records.at(-1)?.sequence ?? sequenceText(0))
          : type === 'AT_SEQUENCE_NUMBER'
            ? before(padded)
            : padded;
    return { ShardIterator: encodeIterator({ arn: stream.arn, after, issuedAt: call.now.getTime() }) };
  },

  async GetRecords(_desk, input, call) {
    const position = decodeIterator(textOf(input['ShardIterator']) ?? '');
    if (!position) {
      throw new AwsError('ValidationException', 'Invalid ShardIterator');
    }
    if (call.now.getTime() - position.issuedAt > ITERATOR_MS) {
      throw new AwsError(
        'ExpiredIteratorException',
        'The shard iterator has expired and can no longer be used to retrieve stream records.',
      );
    }
    const stream = streamOf(call, position.arn);
    const limit = Math.min(typeof input['Limit'] === 'number' ? input['Limit'] : 1000, 1000);
    const records = recordsOf(call, stream.arn).filter(({ sequence }) => sequence > position.after);
    const page = records.slice(0, limit);
    const ended = !stream.enabled && page.length === records.length;
    const after = page.at(-1)?.sequence ?? position.after;
    return {
      Records: page.map(({ record }) => record),
      ...(ended
        ? {}
        : { NextShardIterator: encodeIterator({ arn: stream.arn, after, issuedAt: call.now.getTime() }) }),
    };
  },
};
