import { randomUUID } from 'node:crypto';
import type { Call } from '../call.ts';
import { DYNAMO_TABLES, RECORDS, RETENTION_MS, SEQUENCES, STREAMS } from './entities.ts';
import type { JsonObject } from './json.ts';

export interface ItemChange {
  readonly table: string;
  readonly key: JsonObject;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  /** Set where DynamoDB itself removed the item at the end of its life. */
  readonly byTtl?: boolean;
}

/** Writes the stream record of a change. A write that leaves an item as it was has none. */
export function recordChange(call: Call, account: string, change: ItemChange): void {
  const { table, key, before, after } = change;
  const arn = call.state.in(DYNAMO_TABLES, account).get(table)?.stream;
  const stream = arn === undefined ? undefined : call.state.in(STREAMS, account).get(arn);
  if (!stream?.enabled || (before === undefined && after === undefined) || sameItem(before, after)) {
    return;
  }
  const sequences = call.state.in(SEQUENCES, account);
  const next = (sequences.get('last') ?? 0) + 1;
  sequences.put('last', next);
  const sequence = sequenceText(next);
  const wantsNew = stream.view === 'NEW_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES';
  const wantsOld = stream.view === 'OLD_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES';
  const images = {
    ...(wantsNew && after ? { NewImage: after } : {}),
    ...(wantsOld && before ? { OldImage: before } : {}),
  };
  const records = call.state.in(RECORDS, stream.arn);
  records.put(sequence, {
    sequence,
    at: call.now,
    record: {
      eventID: randomUUID().replaceAll('-', ''),
      eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: call.region,
      dynamodb: {
        // DynamoDB tells the time of a change to the second.
        ApproximateCreationDateTime: Math.floor(call.now.getTime() / 1000),
        Keys: key,
        ...images,
        SequenceNumber: sequence,
        SizeBytes: Buffer.byteLength(JSON.stringify({ key, ...images })),
        StreamViewType: stream.view,
      },
      ...(change.byTtl ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
    },
  });
  trim(call, stream.arn);
}

export function sequenceText(number: number): string {
  return String(number).padStart(21, '0');
}

function trim(call: Call, stream: string): void {
  const records = call.state.in(RECORDS, stream);
  if (records.size % 500 !== 0) {
    return;
  }
  for (const { sequence, at } of records.values()) {
    if (call.now.getTime() - at.getTime() <= RETENTION_MS) {
      break;
    }
    records.delete(sequence);
  }
}

function sameItem(a: JsonObject | undefined, b: JsonObject | undefined): boolean {
  return a !== undefined && b !== undefined && canonical(a) === canonical(b);
}

/** Equal items have equal texts, whatever the order of attributes or of the members of a set. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, item]) => {
      const isSet = ['SS', 'NS', 'BS'].includes(name) && Array.isArray(item);
      return `${JSON.stringify(name)}:${canonical(isSet ? [...item].sort() : item)}`;
    });
    return `{${members.sort().join(',')}}`;
  }
  return JSON.stringify(value);
}
