import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LambdaFunction } from './lambda-function.ts';

export interface QueueMappingOptions {
  readonly queues: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly target: LambdaFunction;
  /** How many batches may be under way at once; FIFO keeps each group in order. */
  readonly concurrency: number;
  readonly onError: (error: unknown) => void;
}

export interface Mapping {
  stop(): Promise<void>;
}

const WAIT_SECONDS = 1;
const PAUSE_AFTER_ERROR_MS = 300;

/** Polls a queue as Lambda's event source mapping does: batch 1, partial answers, deletion only after success. */
export function startQueueMapping(options: QueueMappingOptions): Mapping {
  let stopped = false;
  const loops = Array.from({ length: options.concurrency }, async () => {
    while (!stopped) {
      try {
        await pollOnce(options);
      } catch (error) {
        if (!stopped) {
          options.onError(error);
          await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
        }
      }
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

async function pollOnce({ queues, queueUrl, queueArn, region, target }: QueueMappingOptions): Promise<void> {
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  if (Messages.length === 0) {
    return;
  }
  const event: SQSEvent = { Records: Messages.map((message) => recordOf(message, queueArn, region)) };
  const failed = failedIn(await target.invoke(event));
  for (const { MessageId, ReceiptHandle } of Messages) {
    if (!failed.includes(MessageId ?? '')) {
      await deleteMessage(queues, queueUrl, ReceiptHandle);
    }
  }
}

/**
 * A message whose visibility ended while it was worked on can no longer be deleted: it is delivered again, as Lambda's mapping lets it be,
 * and the function knows its own work.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
async function deleteMessage(
  queues: SQSClient,
  QueueUrl: string,
  ReceiptHandle: string | undefined,
): Promise<void> {
  try {
    await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('receipt handle has expired'))) {
      throw error;
    }
  }
}

function failedIn(answer: unknown): readonly string[] {
  return isBatchResponse(answer) ? answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : [];
}

function isBatchResponse(answer: unknown): answer is SQSBatchResponse {
  return typeof answer === 'object' && answer !== null && 'batchItemFailures' in answer;
}

function recordOf(message: Message, queueArn: string, region: string): SQSRecord {
  const attributes = message.Attributes ?? {};
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ApproximateReceiveCount: attributes.ApproximateReceiveCount ?? '1',
      SentTimestamp: attributes.SentTimestamp ?? '',
      SenderId: attributes.SenderId ?? '',
      ApproximateFirstReceiveTimestamp: attributes.ApproximateFirstReceiveTimestamp ?? '',
      ...(attributes.SequenceNumber ? { SequenceNumber: attributes.SequenceNumber } : {}),
      ...(attributes.MessageGroupId ? { MessageGroupId: attributes.MessageGroupId } : {}),
      ...(attributes.MessageDeduplicationId
        ? { MessageDeduplicationId: attributes.MessageDeduplicationId }
        : {}),
    },
    messageAttributes: {},
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
