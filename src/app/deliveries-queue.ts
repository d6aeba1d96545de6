import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { fifoText } from './jobs-queue.ts';
import { sendBatch } from './send-batch.ts';
import type { Delivery } from './slack-table/message-outbox.ts';

/**
 * Hands deliveries on: one channel after the other in order, the same content once within five minutes. Lines of threads have an order of
 * their own in each channel: Slack takes one new message a second there, and a card whose state has changed must not wait behind them.
 */
export function createDeliveriesQueue(
  queues: SQSClient,
  queueUrl: string,
): (deliveries: readonly Delivery[]) => Promise<void> {
  return (deliveries) =>
    sendBatch(
      queues,
      queueUrl,
      deliveries.map((delivery) => {
        const { subscriptionId, key, channel, threadOf, order } = delivery;
        return {
          MessageBody: JSON.stringify(delivery),
          MessageGroupId: fifoText(threadOf === undefined ? channel : `${channel}#thread`),
          MessageDeduplicationId: createHash('sha256')
            .update(`${subscriptionId}|${key}|${order}`)
            .digest('hex'),
        };
      }),
    );
}
