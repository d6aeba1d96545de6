import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** As many as SQS takes in one call. */
const MOST_AT_ONCE = 10;

/** Sends messages in their order, ten a call. Throws where one was not taken; those that were are taken once, however often they come again within five minutes. */
export async function sendBatch(
  queues: SQSClient,
  queueUrl: string,
  messages: readonly Omit<SendMessageBatchRequestEntry, 'Id'>[],
): Promise<void> {
  for (let from = 0; from < messages.length; from += MOST_AT_ONCE) {
    const { Failed = [] } = await queues.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages
          .slice(from, from + MOST_AT_ONCE)
          .map((message, index) => ({ ...message, Id: String(index) })),
      }),
    );
    const [first] = Failed;
    if (first) {
      throw new Error(`${Failed.length} messages were not taken: ${first.Code} ${first.Message}`);
    }
  }
}
