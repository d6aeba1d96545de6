import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface RedriveQueue {
  readonly queues: SQSClient;
  /** URLs. */
  readonly from: string;
  readonly to: string;
}

/** Longer than a batch takes to be sent on; what is not deleted by then comes again. */
const HELD_SECONDS = 60;

/**
 * Hands set-aside messages of a FIFO queue over again, in the order of their groups. Returns how many. A run that was killed may be repeated: a
 * message that had already been sent on keeps its deduplication id.
 */
export async function redriveQueue({ queues, from, to }: RedriveQueue): Promise<number> {
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HELD_SECONDS,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) {
      return moved;
    }
    for (const message of Messages) {
      await moveOn(queues, from, to, message);
      moved += 1;
    }
  }
}

async function moveOn(queues: SQSClient, from: string, to: string, message: Message): Promise<void> {
  await queues.send(
    new SendMessageCommand({
      QueueUrl: to,
      MessageBody: message.Body,
      MessageGroupId: message.Attributes?.MessageGroupId ?? 'redrive',
      MessageDeduplicationId: `${message.MessageId}-again`,
    }),
  );
  await queues.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle: message.ReceiptHandle }));
}
