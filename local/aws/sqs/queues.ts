import type * as sdk from '@aws-sdk/client-sqs';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { DEDUPLICATION, MESSAGES, QUEUES, type Queue } from './entities.ts';
import { checkAttributes, DEFAULTS, noSuchQueue, queueOf, redriveOf, urlOf } from './queue-attributes.ts';

export const queueHandlers: Handlers = {
  CreateQueue(input: Checked<sdk.CreateQueueRequest>, call) {
    const attributes = input.Attributes ?? {};
    const fifo = attributes.FifoQueue === 'true';
    if (
      !/^[\w-]{1,80}$/.test(input.QueueName.replace(/\.fifo$/, '')) ||
      input.QueueName.length > 80 ||
      input.QueueName.endsWith('.fifo') !== fifo
    ) {
      const text = fifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
      throw new AwsError('InvalidParameterValue', text, { status: 400 });
    }
    checkAttributes(attributes, fifo, call);
    const queues = call.state.in(QUEUES, call.account);
    const existing = queues.get(input.QueueName);
    if (existing) {
      const differs = Object.entries(attributes).some(
        ([name, value]) => (existing.attributes[name] ?? DEFAULTS[name]) !== value,
      );
      if (differs) {
        throw new AwsError(
          'QueueNameExists',
          'A queue already exists with the same name and a different value for attribute.',
        );
      }
      return { QueueUrl: urlOf(call, existing) };
    }
    const queue: Queue = {
      name: input.QueueName,
      account: call.account,
      arn: `arn:aws:sqs:${call.region}:${call.account}:${input.QueueName}`,
      fifo,
      attributes,
      tags: input.tags ?? {},
      createdAt: call.now,
      changedAt: call.now,
    };
    queues.put(queue.name, queue);
    return { QueueUrl: urlOf(call, queue) };
  },

  GetQueueUrl(input: Checked<sdk.GetQueueUrlRequest>, call) {
    const account = input.QueueOwnerAWSAccountId ?? call.account;
    const queue = call.state.in(QUEUES, account).get(input.QueueName);
    if (!queue) {
      throw noSuchQueue();
    }
    return { QueueUrl: urlOf(call, queue) };
  },

  ListQueues(input: Checked<sdk.ListQueuesRequest>, call) {
    const all = call.state
      .in(QUEUES, call.account)
      .values()
      .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''));
    const { page, next } = pageOf(all, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 1000, 1000),
      code: 'InvalidParameterValue',
    });
    return { QueueUrls: page.map((queue) => urlOf(call, queue)), NextToken: next };
  },

  GetQueueAttributes(input: Checked<sdk.GetQueueAttributesRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    const now = call.now.getTime();
    const messages = call.state.in(MESSAGES, queue.arn).values();
    const waiting = messages.filter(({ visibleAt }) => visibleAt > now);
    const all: Record<string, string> = {
      ...DEFAULTS,
      ...queue.attributes,
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(messages.length - waiting.length),
      ApproximateNumberOfMessagesNotVisible: String(
        waiting.filter(({ receipt }) => receipt !== undefined).length,
      ),
      ApproximateNumberOfMessagesDelayed: String(
        waiting.filter(({ receipt }) => receipt === undefined).length,
      ),
      CreatedTimestamp: String(Math.floor(queue.createdAt.getTime() / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.changedAt.getTime() / 1000)),
    };
    const names: readonly string[] = input.AttributeNames ?? [];
    return {
      Attributes: names.includes('All')
        ? all
        : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))),
    };
  },

  SetQueueAttributes(input: Checked<sdk.SetQueueAttributesRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    if ('FifoQueue' in input.Attributes && input.Attributes.FifoQueue !== String(queue.fifo)) {
      throw new AwsError(
        'InvalidAttributeValue',
        'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      );
    }
    checkAttributes(input.Attributes, queue.fifo, call);
    // An empty text removes an attribute.
    const attributes = Object.fromEntries(
      Object.entries({ ...queue.attributes, ...input.Attributes }).filter(([, value]) => value !== ''),
    );
    call.state.in(QUEUES, queue.account).put(queue.name, { ...queue, attributes, changedAt: call.now });
  },

  DeleteQueue(input: Checked<sdk.DeleteQueueRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    empty(call, queue);
    call.state.in(QUEUES, queue.account).delete(queue.name);
  },

  PurgeQueue(input: Checked<sdk.PurgeQueueRequest>, call) {
    empty(call, queueOf(call, input.QueueUrl));
  },

  ListDeadLetterSourceQueues(input: Checked<sdk.ListDeadLetterSourceQueuesRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    const sources = call.state
      .in(QUEUES, queue.account)
      .values()
      .filter((other) => redriveOf(other)?.target === queue.arn);
    return { queueUrls: sources.map((source) => urlOf(call, source)) };
  },

  TagQueue(input: Checked<sdk.TagQueueRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    call.state
      .in(QUEUES, queue.account)
      .put(queue.name, { ...queue, tags: { ...queue.tags, ...input.Tags } });
  },

  UntagQueue(input: Checked<sdk.UntagQueueRequest>, call) {
    const queue = queueOf(call, input.QueueUrl);
    const tags = Object.fromEntries(
      Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key)),
    );
    call.state.in(QUEUES, queue.account).put(queue.name, { ...queue, tags });
  },

  ListQueueTags(input: Checked<sdk.ListQueueTagsRequest>, call) {
    return { Tags: { ...queueOf(call, input.QueueUrl).tags } };
  },
};

function empty(call: Call, queue: Queue): void {
  const messages = call.state.in(MESSAGES, queue.arn);
  for (const key of messages.keys()) {
    messages.delete(key);
  }
  const seen = call.state.in(DEDUPLICATION, queue.arn);
  for (const key of seen.keys()) {
    seen.delete(key);
  }
}
