import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { type Credentials, MESH, PRODUCER, present, refusal, startTestAws, type TestAws } from './support.ts';

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

  it('takes batches entry by entry and says what was wrong with one', async () => {
    const url = await aFifo('batches');
    const entry = (Id: string, MessageGroupId?: string) => ({
      Id,
      MessageBody: Id,
      MessageGroupId,
      MessageDeduplicationId: Id,
    });

    const { Successful = [], Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: [entry('good', 'g'), entry('bad')] }),
    );
    const twice = await refusal(
      sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [entry('a', 'g'), entry('a', 'g')] })),
    );
    const many = await refusal(
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: Array.from({ length: 11 }, (_, index) => entry(`e${index}`, 'g')),
        }),
      ),
    );
    const [message] = await receive(url);
    const { Successful: deleted } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [{ Id: 'x', ReceiptHandle: message?.ReceiptHandle }],
      }),
    );

    expect([
      Successful.map(({ Id }) => Id),
      Failed.map(({ Id, Code }) => [Id, Code]),
      deleted?.length,
    ]).toEqual([['good'], [['bad', 'MissingParameter']], 1]);
    expect([twice, many]).toEqual(['BatchEntryIdsNotDistinct', 'TooManyEntriesInBatchRequest']);
  });

  it('lets a receiver extend or give up its time, and ends a handle with it on a FIFO queue', async () => {
    const url = await aFifo('handles');
    await send(url, 'm', 'g');
    const [held] = await receive(url);
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: held?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    const remove = (ReceiptHandle: string | undefined) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    await change(120);
    aws.clock.advance(60);
    const during = await receive(url);
    await change(0);
    const expired = await refusal(remove(held?.ReceiptHandle));
    const notInFlight = await refusal(change(10));
    const [again] = await receive(url);
    await remove(held?.ReceiptHandle);
    const stillThere = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    await remove(again?.ReceiptHandle);

    expect([during, expired, notInFlight]).toEqual([[], 'InvalidParameterValue', 'MessageNotInflight']);
    expect(stillThere.Attributes?.ApproximateNumberOfMessagesNotVisible).toBe('1');
    expect(await refusal(remove('nonsense'))).toBe('ReceiptHandleIsInvalid');
  });

  it('delays, keeps attributes and forgets what is too old on a standard queue', async () => {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'standard', Attributes: { MessageRetentionPeriod: '3600' } }),
    );
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'later',
        DelaySeconds: 10,
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'note' } },
      }),
    );
    const early = await receive(QueueUrl);
    aws.clock.advance(11);
    const [late] = await receive(QueueUrl, { MessageAttributeNames: ['All'], VisibilityTimeout: 1 });
    aws.clock.advance(3600);

    expect([early, late?.MessageAttributes?.['kind']?.StringValue]).toEqual([[], 'note']);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  it('is found by name, keeps its settings, and refuses wrong ones', async () => {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'settings', Attributes: { VisibilityTimeout: '45' } }),
    );
    const make = (QueueName: string, Attributes: Record<string, string>) =>
      refusal(sqs.send(new CreateQueueCommand({ QueueName, Attributes })));

    const codes = [
      await make('settings', { VisibilityTimeout: '46' }),
      await make('bad name', {}),
      await make('no-suffix', { FifoQueue: 'true' }),
      await make('negative', { VisibilityTimeout: '-1' }),
      await make('redrive', {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: `arn:aws:sqs:us-east-1:${MESH}:none`,
          maxReceiveCount: 3,
        }),
      }),
    ];

    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'settings' }))).QueueUrl).toBe(QueueUrl);
    expect(
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes,
    ).toMatchObject({ VisibilityTimeout: '45', QueueArn: `arn:aws:sqs:us-east-1:${MESH}:settings` });
    expect(codes).toEqual([
      'QueueNameExists',
      'InvalidParameterValue',
      'InvalidParameterValue',
      'InvalidAttributeValue',
      'InvalidAttributeValue',
    ]);
    expect(await refusal(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' })))).toBe('QueueDoesNotExist');
  });

  it('lets a sender send and nothing else, and another account in by the policy of the queue', async () => {
    const url = await aFifo('guarded');
    const arn = `arn:aws:sqs:us-east-1:${MESH}:guarded.fifo`;
    const sender = await anIamUser(aws, MESH, 'Sender', [
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn },
    ]);
    const stranger = await anIamUser(aws, PRODUCER, 'Stranger');
    const by = (who: Credentials, MessageBody: string) =>
      new SQSClient(aws.as(who)).send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageBody,
          MessageGroupId: 'g',
          MessageDeduplicationId: MessageBody,
        }),
      );
    await by(sender, 'own');
    const receiving = await refusal(
      new SQSClient(aws.as(sender)).send(new ReceiveMessageCommand({ QueueUrl: url })),
    );
    const before = await refusal(by(stranger, 'foreign'));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: PRODUCER }, Action: 'sqs:SendMessage', Resource: arn },
      ],
    });

    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
    await by(stranger, 'foreign');

    expect([receiving, before]).toEqual(['AccessDeniedException', 'AccessDeniedException']);
    expect(await receive(url)).toHaveLength(2);
  });
});
