import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { fifoText } from './jobs-queue.ts';
import type { Delivery } from './slack-table/message-outbox.ts';

/** Hands a delivery on: one channel after the other in order, the same content once within five minutes. */
export function createDeliveriesQueue(
  queues: SQSClient,
  queueUrl: string,
): (delivery: Delivery) => Promise<void> {
  return async (delivery) => {
    const { subscriptionId, key, channel, order } = delivery;
    await queues.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(delivery),
        MessageGroupId: fifoText(channel),
        MessageDeduplicationId: createHash('sha256')
          .update(`${subscriptionId}|${key}|${order}`)
          .digest('hex'),
      }),
    );
  };
}
