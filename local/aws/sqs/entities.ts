import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { collection } from '../state/collection.ts';

export interface Queue {
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  readonly fifo: boolean;
  /** As set by the owner; see `defaults` in queues.ts for the rest. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface Message {
  readonly id: string;
  /** Order of arrival; also SequenceNumber on FIFO queues. */
  readonly sequence: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sender: string;
  readonly sentAt: Date;
  /** Epoch milliseconds from which it can be received. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: Date;
  /** Handle of the latest receive. */
  readonly receipt?: string;
  /** The queue from which it came here after too many receives. */
  readonly source?: string;
}

/** Scope: account, key: name. */
export const QUEUES = collection<Queue>('sqs.queues');
/** Scope: queue ARN, key: sequence. */
export const MESSAGES = collection<Message>('sqs.messages');
/** Scope: queue ARN, key: deduplication id (with group where the scope is the group). */
export const DEDUPLICATION = collection<{
  readonly id: string;
  readonly sequence: string;
  readonly at: number;
}>('sqs.deduplication');
/** Scope: queue ARN, key: `last`. */
export const SEQUENCES = collection<number>('sqs.sequences');

export const DEDUPLICATION_MS = 5 * 60_000;
