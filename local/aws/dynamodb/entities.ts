import { collection } from '../state/collection.ts';
import type { JsonObject } from './json.ts';

export interface DynamoTable {
  readonly name: string;
  readonly id: string;
  readonly createdAt: Date;
  /** What dynalite needs to make the table again. */
  readonly shape: JsonObject;
  /** Names of the key attributes, partition key first. */
  readonly keys: readonly string[];
  readonly stream?: string;
  /** Attribute that holds the end of an item's life, in epoch seconds. */
  readonly ttl?: string;
  readonly tags: readonly JsonObject[];
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
}

export interface DynamoStream {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly view: string;
  readonly enabled: boolean;
  readonly keySchema: readonly JsonObject[];
  readonly createdAt: Date;
}

export interface StreamRecord {
  readonly sequence: string;
  readonly at: Date;
  /** As GetRecords gives it. */
  readonly record: JsonObject;
}

/** Scope: account, key: name. */
export const DYNAMO_TABLES = collection<DynamoTable>('dynamodb.tables');
/** Scope: account/table, key: JSON of the key attributes. */
export const ITEMS = collection<JsonObject>('dynamodb.items');
/** Scope: account, key: ARN. */
export const STREAMS = collection<DynamoStream>('dynamodb.streams');
/** Scope: stream ARN, key: sequence number. */
export const RECORDS = collection<StreamRecord>('dynamodb.records');
/** Scope: account, key: `last`. */
export const SEQUENCES = collection<number>('dynamodb.sequences');
/** Scope: account, key: client request token. */
export const TOKENS = collection<{ readonly digest: string; readonly at: Date }>('dynamodb.tokens');

/** How long a stream keeps its records. */
export const RETENTION_MS = 24 * 3_600_000;
