import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { fifoText } from './jobs-queue.ts';
import type { Delivery } from './slack-table/message-outbox.ts';

/** As many as SQS takes in one call. */
const MOST_AT_ONCE = 10;

/**
 * Hands deliveries on: one channel after the other in order, the same content once within five minutes. Lines of threads have an order of
 * their own in each channel: Slack takes one new message a second there, and a card whose state has changed must not wait behind them.
 */
export function createDeliveriesQueue(
  queues: SQSClient,
  queueUrl: string,
): (deliveries: readonly Delivery[]) => Promise<void> {
  return async (deliveries) => {
    for (let from = 0; from < deliveries.length; from += MOST_AT_ONCE) {
      const { Failed = [] } = await queues.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: deliveries.slice(from, from + MOST_AT_ONCE).map(entry),
        }),
      );
      const [first] = Failed;
      if (first) {
        throw new Error(`${Failed.length} deliveries were not taken: ${first.Code} ${first.Message}`);
      }
    }
  };
}

function entry(delivery: Delivery, index: number) {
  const { subscriptionId, key, channel, threadOf, order } = delivery;
  return {
    Id: String(index),
    MessageBody: JSON.stringify(delivery),
    MessageGroupId: fifoText(threadOf === undefined ? channel : `${channel}#thread`),
    MessageDeduplicationId: createHash('sha256').update(`${subscriptionId}|${key}|${order}`).digest('hex'),
  };
}
