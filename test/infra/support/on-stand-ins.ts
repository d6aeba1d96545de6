import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { ACCOUNTS, REGION } from '../../../local/seed/accounts.ts';
import { QUEUES, type QueueName, queueArn } from '../../../local/seed/app-resources.ts';
import type { DeployedApp } from './deployed-app.ts';

export function queueUrl({ aws }: Pick<DeployedApp, 'aws'>, name: QueueName): string {
  return `${aws.url}/${ACCOUNTS.mesh}/${QUEUES[name]}`;
}

export interface Taken {
  readonly event: SQSEvent;
  readonly body: unknown;
  /** Deletes the message, as its mapping does after success. */
  readonly done: () => Promise<unknown>;
}

/** The next message of a queue as its mapping would hand it over. */
export async function take(app: DeployedApp, name: QueueName): Promise<Taken> {
  const { queues } = app.mesh;
  const QueueUrl = queueUrl(app, name);
  const { Messages = [] } = await queues.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2, MessageSystemAttributeNames: ['All'] }),
  );
  const [message] = Messages;
  if (!message) {
    throw new Error(`nothing in ${name}`);
  }
  const { Body = '', MessageId = '', ReceiptHandle = '' } = message;
  return {
    event: sqsEvent(name, Body, { MessageId, ReceiptHandle }),
    body: JSON.parse(Body),
    done: () => queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
  };
}

export function sqsEvent(
  name: QueueName,
  body: string,
  { MessageId = randomUUID(), ReceiptHandle = '' }: { MessageId?: string; ReceiptHandle?: string } = {},
): SQSEvent {
  const now = String(Date.now());
  return {
    Records: [
      {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body,
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: now,
          SenderId: 'AROA',
          ApproximateFirstReceiveTimestamp: now,
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn(name),
        awsRegion: REGION,
      },
    ],
  };
}

/** All that is in the stream, as its mapping would hand it over. */
export async function streamEvent({ mesh, streamArn: StreamArn }: DeployedApp) {
  const { streams } = mesh;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  return { Records };
}

/** Status and phase of a subscription, as the table holds them. */
export async function recordOf(
  { mesh }: DeployedApp,
  id: string,
): Promise<{ status: string | undefined; phase: string | undefined }> {
  const { Item } = await mesh.dynamodb.send(
    new GetItemCommand({
      TableName: 'AwsDataMeshSubscriptions',
      Key: { SubscriptionId: { S: id } },
      ConsistentRead: true,
    }),
  );
  return { status: Item?.['Status']?.S, phase: Item?.['Fulfilment']?.M?.['Phase']?.S };
}
