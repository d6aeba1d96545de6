import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESH, present, refusal, startTestAws, type TestAws } from './support.ts';

describe('SQS', () => {
  let aws: TestAws;
  let sqs: SQSClient;
  beforeAll(async () => {
    aws = await startTestAws();
    sqs = new SQSClient(aws.as(MESH));
  });
  afterAll(() => aws.close());

  async function aFifo(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const Attributes = { FifoQueue: 'true', VisibilityTimeout: '30', ...attributes };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }));
    return present(QueueUrl);
  }
  const send = (
    QueueUrl: string,
    MessageBody: string,
    MessageGroupId: string,
    MessageDeduplicationId = MessageBody,
  ) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }));
  async function receive(QueueUrl: string, more: object = {}) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
    );
    return Messages;
  }

  it('keeps the order within a group and holds a group back while one of its messages is in flight', async () => {
    const url = await aFifo('groups');
    await send(url, 'a1', 'a');
    await send(url, 'a2', 'a');
    await send(url, 'b1', 'b');

    const first = await receive(url, { MaxNumberOfMessages: 1 });
    const others = await receive(url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first[0]?.ReceiptHandle }));
    const next = await receive(url);

    expect([first, others, next].map((messages) => messages.map(({ Body }) => Body))).toEqual([
      ['a1'],
      ['b1'],
      ['a2'],
    ]);
  });

  it('takes a message with the same deduplication id once within five minutes', async () => {
    const url = await aFifo('dedupe');
    const first = await send(url, 'one', 'g', 'same');
    const again = await send(url, 'two', 'g', 'same');
    aws.clock.advance(301);
    const later = await send(url, 'three', 'g', 'same');

    const bodies = (await receive(url)).map(({ Body }) => Body);

    expect(again.MessageId).toBe(first.MessageId);
    expect(later.MessageId).not.toBe(first.MessageId);
    expect(bodies).toEqual(['one', 'three']);
  });

  it('gives a message again when its visibility ends and moves it to the failure queue after too many receives', async () => {
    const failures = await aFifo('failures');
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: failures, AttributeNames: ['QueueArn'] }),
    );
    const redrive = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 });
    const url = await aFifo('jobs', { RedrivePolicy: redrive });
    await send(url, 'poison', 'g');
    await receive(url);
    aws.clock.advance(31);
    const again = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    aws.clock.advance(31);

    const gone = await receive(url);

    expect(again[0]?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    expect(gone).toEqual([]);
    expect((await receive(failures)).map(({ Body }) => Body)).toEqual(['poison']);
  });

  it('refuses a FIFO message without a group', async () => {
    const url = await aFifo('strict');

    const code = await refusal(
      sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x', MessageDeduplicationId: 'x' })),
    );

    expect(code).toBe('MissingParameter');
  });

  it('waits for a message as long as the receiver asks', async () => {
    const url = await aFifo('waiting');
    const waiting = receive(url, { WaitTimeSeconds: 5 });

    await send(url, 'late', 'g');

    expect((await waiting).map(({ Body }) => Body)).toEqual(['late']);
  });
});
