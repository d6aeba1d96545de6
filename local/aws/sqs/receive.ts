import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { checkBatch, failedEntries } from './batch.ts';
import { attributesDigest, md5 } from './digests.ts';
import { MESSAGES, type Message, QUEUES, type Queue } from './entities.ts';
import { queueOf, redriveOf, settingOf } from './queue-attributes.ts';
import { nextSequence } from './send.ts';

/** Messages that can be received now: in order, and on a FIFO queue none of a group that has one in flight. */
function receivable(call: Call, queue: Queue, max: number): Message[] {
  const now = call.now.getTime();
  const messages = call.state.in(MESSAGES, queue.arn);
  const blocked = new Set<string>();
  const found: Message[] = [];
  const retentionMs = settingOf(queue, 'MessageRetentionPeriod') * 1000;
  for (const message of messages.values()) {
    if (now - message.sentAt.getTime() >= retentionMs) {
      messages.delete(message.sequence);
      continue;
    }
    if (message.visibleAt > now) {
      if (queue.fifo && message.group !== undefined) {
        blocked.add(message.group);
      }
      continue;
    }
    if (
      found.length < max &&
      !(queue.fifo && blocked.has(message.group ?? '')) &&
      !moveToFailureQueue(call, queue, message)
    ) {
      found.push(message);
    }
  }
  return found;
}

/** A message that was received too often goes to the failure queue instead. */
function moveToFailureQueue(call: Call, queue: Queue, message: Message): boolean {
  const redrive = redriveOf(queue);
  if (!redrive || message.receiveCount < redrive.maxReceives) {
    return false;
  }
  const [account = '', name = ''] = redrive.target.split(':').slice(4);
  const target = call.state.in(QUEUES, account).get(name);
  if (!target) {
    return false;
  }
  call.state.in(MESSAGES, queue.arn).delete(message.sequence);
  const { receipt: _receipt, ...rest } = message;
  const sequence = nextSequence(call, target);
  call.state
    .in(MESSAGES, target.arn)
    .put(sequence, { ...rest, sequence, visibleAt: call.now.getTime(), source: queue.arn });
  return true;
}

function describe(queue: Queue, message: Message, input: Checked<sdk.ReceiveMessageRequest>) {
  const wanted: readonly string[] = [
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ];
  const system: Record<string, string | undefined> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt.getTime()),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt?.getTime() ?? ''),
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: queue.fifo ? message.sequence : undefined,
    DeadLetterQueueSourceArn: message.source,
  };
  const shown = Object.entries(system).filter(
    ([name, value]) => value !== undefined && (wanted.includes('All') || wanted.includes(name)),
  );
  const names = input.MessageAttributeNames ?? [];
  const custom = Object.entries(message.attributes).filter(([name]) =>
    names.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '.*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1))),
    ),
  );
  const digest = attributesDigest(Object.fromEntries(custom));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {}),
    ...(digest === undefined
      ? {}
      : { MessageAttributes: Object.fromEntries(custom), MD5OfMessageAttributes: digest }),
  };
}

/** The message of a receipt handle. A handle of an earlier receive no longer counts once the message was received again. */
function held(call: Call, queue: Queue, receipt: string): Message | undefined {
  const [sequence = ''] = Buffer.from(receipt, 'base64url').toString().split(':');
  if (!/^\d{20}$/.test(sequence)) {
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    );
  }
  const message = call.state.in(MESSAGES, queue.arn).get(sequence);
  return message?.receipt === receipt ? message : undefined;
}

function remove(call: Call, queue: Queue, receipt: string): void {
  const message = held(call, queue, receipt);
  // On a FIFO queue a handle ends with its visibility timeout: another receiver may have the message by now.
  if (queue.fifo && message && message.visibleAt <= call.now.getTime()) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      { status: 400 },
    );
  }
  if (message) {
    call.state.in(MESSAGES, queue.arn).delete(message.sequence);
  }
}

function changeVisibility(call: Call, queue: Queue, receipt: string, seconds: number): void {
  if (seconds < 0 || seconds > 43200) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
      { status: 400 },
    );
  }
  const message = held(call, queue, receipt);
  if (!message || message.visibleAt <= call.now.getTime()) {
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  }
  call.state
    .in(MESSAGES, queue.arn)
    .put(message.sequence, { ...message, visibleAt: call.now.getTime() + seconds * 1000 });
}

export const receiveHandlers: Handlers = {
  ReceiveMessage(input: Checked<sdk.ReceiveMessageRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    const max = input.MaxNumberOfMessages ?? 1;
    if (max < 1 || max > 10) {
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
        { status: 400 },
      );
    }
    const seconds = input.VisibilityTimeout ?? settingOf(queue, 'VisibilityTimeout');
    const messages = receivable(call, queue, max).map((message): Message => {
      const received = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? call.now,
        visibleAt: call.now.getTime() + seconds * 1000,
        receipt: Buffer.from(`${message.sequence}:${randomBytes(24).toString('hex')}`).toString('base64url'),
      };
      call.state.in(MESSAGES, queue.arn).put(message.sequence, received);
      return received;
    });
    return messages.length > 0
      ? { Messages: messages.map((message) => describe(queue, message, input)) }
      : {};
  },

  DeleteMessage(input: Checked<sdk.DeleteMessageRequest>, call) {
    remove(call, queueOf(call, input.QueueUrl), input.ReceiptHandle);
  },

  DeleteMessageBatch(input: Checked<sdk.DeleteMessageBatchRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    checkBatch(input.Entries);
    return failedEntries(input.Entries, ({ Id, ReceiptHandle }) => {
      remove(call, queue, ReceiptHandle);
      return { Id };
    });
  },

  ChangeMessageVisibility(input: Checked<sdk.ChangeMessageVisibilityRequest>, call) {
    changeVisibility(call, queueOf(call, input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout);
  },

  ChangeMessageVisibilityBatch(input: Checked<sdk.ChangeMessageVisibilityBatchRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    checkBatch(input.Entries);
    return failedEntries(input.Entries, ({ Id, ReceiptHandle, VisibilityTimeout = 0 }) => {
      changeVisibility(call, queue, ReceiptHandle, VisibilityTimeout);
      return { Id };
    });
  },
};
