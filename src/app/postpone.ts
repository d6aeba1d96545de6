import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** Hides a message, and with it its group, for so many seconds: the waiting happens in the queue and not in the function. */
export type Postpone = (record: Pick<SQSRecord, 'receiptHandle'>, seconds: number) => Promise<void>;

/** Twelve hours are the most that SQS takes. */
const MOST_SECONDS = 43_000;

export function createPostpone(queues: SQSClient, queueUrl: string): Postpone {
  return async ({ receiptHandle }, seconds) => {
    await queues.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(Math.max(1, Math.ceil(seconds)), MOST_SECONDS),
      }),
    );
  };
}
