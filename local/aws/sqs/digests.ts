import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * The digest of message attributes that SDKs compare with their own.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesDigest(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) {
    return undefined;
  }
  const hash = createHash('md5');
  const add = (data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    hash.update(length).update(data);
  };
  for (const name of names) {
    const value = attributes[name];
    add(Buffer.from(name));
    add(Buffer.from(value?.DataType ?? ''));
    hash.update(Buffer.from([value?.BinaryValue ? 2 : 1]));
    add(value?.BinaryValue ? Buffer.from(value.BinaryValue) : Buffer.from(value?.StringValue ?? ''));
  }
  return hash.digest('hex');
}
