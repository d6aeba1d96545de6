import { createHash, randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import type { Call, Handlers } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { checkBatch, failedEntries } from './batch.ts';
import { attributesDigest, md5 } from './digests.ts';
import { DEDUPLICATION, DEDUPLICATION_MS, MESSAGES, type Queue, SEQUENCES } from './entities.ts';
import { queueOf, settingOf } from './queue-attributes.ts';

type NewMessage = Omit<Checked<sdk.SendMessageRequest>, 'QueueUrl'>;

function invalid(message: string, code = 'InvalidParameterValue'): AwsError {
  return new AwsError(code, message, { status: 400 });
}

function sizeOf(message: NewMessage): number {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  return attributes.reduce(
    (size, [name, { DataType, StringValue, BinaryValue }]) =>
      size +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      (StringValue === undefined ? (BinaryValue?.length ?? 0) : Buffer.byteLength(StringValue)),
    Buffer.byteLength(message.MessageBody),
  );
}

function checkMessage(queue: Queue, message: NewMessage): void {
  if (message.MessageBody.length === 0) {
    throw invalid('The request must contain the parameter MessageBody.', 'MissingParameter');
  }
  if (sizeOf(message) > settingOf(queue, 'MaximumMessageSize')) {
    throw invalid(
      `One or more parameters are invalid. Reason: Message must be shorter than ${settingOf(queue, 'MaximumMessageSize')} bytes.`,
    );
  }
  if (!isXmlText(message.MessageBody)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
  if ((message.DelaySeconds ?? 0) < 0 || (message.DelaySeconds ?? 0) > 900) {
    throw invalid(
      `Value ${message.DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  if (!queue.fifo) {
    return;
  }
  if (message.DelaySeconds !== undefined && message.DelaySeconds > 0) {
    throw invalid(
      `Value ${message.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  if (message.MessageGroupId === undefined) {
    throw invalid('The request must contain the parameter MessageGroupId.', 'MissingParameter');
  }
  for (const id of [message.MessageGroupId, message.MessageDeduplicationId]) {
    if (id !== undefined && !/^[\x21-\x7e]{1,128}$/.test(id)) {
      throw invalid(
        `The id ${id} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
    }
  }
  if (
    message.MessageDeduplicationId === undefined &&
    queue.attributes['ContentBasedDeduplication'] !== 'true'
  ) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}

/** SQS takes the characters of XML 1.0: of the controls only tab, line feed and carriage return. */
function isXmlText(text: string): boolean {
  return [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      (code >= 0x20 && code !== 0xfffe && code !== 0xffff && (code < 0xd800 || code > 0xdfff)) ||
      [9, 10, 13].includes(code)
    );
  });
}

/** Puts a message into the queue, unless a FIFO queue has had it within the last five minutes. */
function send(call: Call, queue: Queue, message: NewMessage) {
  checkMessage(queue, message);
  const now = call.now.getTime();
  const deduplicationId = queue.fifo
    ? (message.MessageDeduplicationId ?? createHash('sha256').update(message.MessageBody).digest('hex'))
    : undefined;
  const seen = call.state.in(DEDUPLICATION, queue.arn);
  const perGroup = queue.attributes['DeduplicationScope'] === 'messageGroup';
  const seenKey = `${perGroup ? `${message.MessageGroupId}|` : ''}${deduplicationId}`;
  const earlier = deduplicationId === undefined ? undefined : seen.get(seenKey);
  const repeated = earlier !== undefined && now - earlier.at < DEDUPLICATION_MS ? earlier : undefined;
  const { id, sequence } = repeated ?? { id: randomUUID(), sequence: nextSequence(call, queue) };
  if (!repeated) {
    const delay = message.DelaySeconds ?? settingOf(queue, 'DelaySeconds');
    call.state.in(MESSAGES, queue.arn).put(sequence, {
      id,
      sequence,
      body: message.MessageBody,
      attributes: message.MessageAttributes ?? {},
      group: message.MessageGroupId,
      deduplicationId,
      sender: call.principal.userId,
      sentAt: call.now,
      visibleAt: now + delay * 1000,
      receiveCount: 0,
    });
  }
  if (deduplicationId !== undefined && !repeated) {
    seen.put(seenKey, { id, sequence, at: now });
    forgetOld(call, queue);
  }
  const digest = attributesDigest(message.MessageAttributes ?? {});
  return {
    MessageId: id,
    MD5OfMessageBody: md5(message.MessageBody),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(queue.fifo ? { SequenceNumber: sequence } : {}),
  };
}

export function nextSequence(call: Call, queue: Queue): string {
  const sequences = call.state.in(SEQUENCES, queue.arn);
  const next = (sequences.get('last') ?? 0) + 1;
  sequences.put('last', next);
  return String(next).padStart(20, '0');
}

function forgetOld(call: Call, queue: Queue): void {
  const seen = call.state.in(DEDUPLICATION, queue.arn);
  if (seen.size % 100 === 0) {
    for (const key of seen.keys()) {
      if (call.now.getTime() - (seen.get(key)?.at ?? 0) >= DEDUPLICATION_MS) {
        seen.delete(key);
      }
    }
  }
}

export const sendHandlers: Handlers = {
  SendMessage(input: Checked<sdk.SendMessageRequest>, call) {
    return send(call, queueOf(call, input.QueueUrl), input);
  },

  SendMessageBatch(input: Checked<sdk.SendMessageBatchRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    checkBatch(input.Entries);
    const total = input.Entries.reduce((size, entry) => size + sizeOf(entry), 0);
    if (total > 1_048_576) {
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than 1048576 bytes. You have sent ${total} bytes.`,
      );
    }
    return failedEntries(input.Entries, (entry) => ({ Id: entry.Id, ...send(call, queue, entry) }));
  },
};
