import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  CreateDatabaseCommand,
  CreateTableCommand as CreateGlueTableCommand,
  GetTableCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSettings, MESH, present, REGION, refusal, startTestAws } from './support.ts';

interface Peer {
  readonly settings: ClientSettings;
  stop(): Promise<void>;
}

async function standIn(): Promise<Peer> {
  const aws = await startTestAws();
  return { settings: aws.as(MESH), stop: () => aws.close() };
}

async function moto(): Promise<Peer> {
  const port = await freePort();
  const child: ChildProcess = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 200; attempt++) {
    if (
      await fetch(`${endpoint}/moto-api/`).then(
        () => true,
        () => false,
      )
    ) {
      break;
    }
    await sleep(100);
  }
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  return {
    settings: { endpoint, region: REGION, credentials, maxAttempts: 1 },
    stop: async () => void child.kill('SIGKILL'),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const peers: [string, () => Promise<Peer>][] = [['the stand-in', standIn]];
if (spawnSync('moto_server', ['--help']).status === 0) {
  peers.push(['moto_server', moto]);
} else {
  process.stderr.write('skipped: moto_server is not on this machine\n');
}

/** What an independent implementation does too, for the services that it does right: where the two differ, one of them is wrong. */
describe.each(peers)('%s', (_name, start) => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await start();
  }, 60_000);
  afterAll(() => peer.stop());

  it('keeps items, refuses by condition, and finds by index', async () => {
    const db = new DynamoDBClient(peer.settings);
    await db.send(
      new CreateTableCommand({
        TableName: 'contract',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'owner', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'owners',
            KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    const put = (more: object = {}) =>
      db.send(
        new PutItemCommand({ TableName: 'contract', Item: { id: { S: 'a' }, owner: { S: 'Ana' } }, ...more }),
      );
    await put();

    const refused = await refusal(put({ ConditionExpression: 'attribute_not_exists(id)' }));
    const { Attributes } = await db.send(
      new UpdateItemCommand({
        TableName: 'contract',
        Key: { id: { S: 'a' } },
        UpdateExpression: 'SET #o = :o ADD notes :n',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'Ben' }, ':n': { SS: ['one'] } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const { Items } = await db.send(
      new QueryCommand({
        TableName: 'contract',
        IndexName: 'owners',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'Ben' } },
      }),
    );

    expect(refused).toBe('ConditionalCheckFailedException');
    expect(Attributes).toEqual({ id: { S: 'a' }, owner: { S: 'Ben' }, notes: { SS: ['one'] } });
    expect(Items).toHaveLength(1);
  });

  it('cancels a transaction with a reason for each of its parts', async () => {
    const db = new DynamoDBClient(peer.settings);
    const Put = (id: string) => ({
      Put: {
        TableName: 'contract',
        Item: { id: { S: id } },
        ConditionExpression: 'attribute_not_exists(id)',
      },
    });

    const error = await db
      .send(new TransactWriteItemsCommand({ TransactItems: [Put('new'), Put('a')] }))
      .then(
        () => undefined,
        (refused: unknown) => refused,
      );

    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
  });

  it('tells changes in order, with both images', async () => {
    const db = new DynamoDBClient(peer.settings);
    const streams = new DynamoDBStreamsClient(peer.settings);
    await db.send(
      new PutItemCommand({ TableName: 'contract', Item: { id: { S: 'a' }, owner: { S: 'Cy' } } }),
    );
    const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: 'contract' }));
    const StreamArn = present(Streams[0]?.StreamArn);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = present(StreamDescription?.Shards?.[0]?.ShardId);
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );

    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));

    expect(Records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'MODIFY']);
    expect(Records[2]?.dynamodb).toMatchObject({
      OldImage: { owner: { S: 'Ben' } },
      NewImage: { owner: { S: 'Cy' } },
    });
  });

  it('keeps the order of a group and drops a message with a known deduplication id', async () => {
    const sqs = new SQSClient(peer.settings);
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: 'contract.fifo', Attributes: { FifoQueue: 'true' } }),
    );
    for (const [MessageBody, MessageDeduplicationId] of [
      ['one', '1'],
      ['two', '2'],
      ['one again', '1'],
    ]) {
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'g', MessageDeduplicationId }),
      );
    }
    const take = async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }),
      );
      await Promise.all(
        Messages.map(({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
      );
      return Messages[0]?.Body;
    };

    expect([await take(), await take(), await take()]).toEqual(['one', 'two', undefined]);
  });

  it('keeps five versions of a policy and knows users by name', async () => {
    const iam = new IAMClient(peer.settings);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'Contract', PolicyDocument }));
    const next = () =>
      iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument, SetAsDefault: true }),
      );
    await next();
    await next();
    await next();
    await next();
    await iam.send(new CreateUserCommand({ UserName: 'Contract', Path: '/AwsDataMesh/' }));

    const codes = [
      await refusal(next()),
      await refusal(iam.send(new CreateUserCommand({ UserName: 'Contract' }))),
      await refusal(iam.send(new GetUserCommand({ UserName: 'Nobody' }))),
    ];

    expect(codes).toEqual([
      'LimitExceededException',
      'EntityAlreadyExistsException',
      'NoSuchEntityException',
    ]);
  });

  it('keeps tables of a database and says which are missing or there already', async () => {
    const glue = new GlueClient(peer.settings);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'contract' } }));
    const make = () =>
      glue.send(
        new CreateGlueTableCommand({
          DatabaseName: 'contract',
          TableInput: { Name: 'orders', StorageDescriptor: { Columns: [{ Name: 'id', Type: 'string' }] } },
        }),
      );
    await make();

    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'contract', Name: 'orders' }));

    expect(Table?.StorageDescriptor?.Columns).toEqual([{ Name: 'id', Type: 'string' }]);
    expect([
      await refusal(make()),
      await refusal(glue.send(new GetTableCommand({ DatabaseName: 'contract', Name: 'none' }))),
    ]).toEqual(['AlreadyExistsException', 'EntityNotFoundException']);
  });

  it('hands a bucket policy back and says when there is none', async () => {
    const s3 = new S3Client(peer.settings);
    await s3.send(new CreateBucketCommand({ Bucket: 'contract-bucket' }));
    const none = await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: 'contract-bucket' })));
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::contract-bucket/*',
    };
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket: 'contract-bucket',
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    );

    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'contract-bucket' }));

    expect(none).toBe('NoSuchBucketPolicy');
    expect(JSON.parse(present(Policy)).Statement).toEqual([statement]);
  });

  it('keeps the value of a secret before the current one', async () => {
    const secrets = new SecretsManagerClient(peer.settings);
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'contract', SecretString: 'one' }));
    await secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'two' }));

    const read = async (VersionStage: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage }))).SecretString;

    expect([await read('AWSCURRENT'), await read('AWSPREVIOUS')]).toEqual(['two', 'one']);
    expect(
      await refusal(secrets.send(new CreateSecretCommand({ Name: 'contract', SecretString: 'x' }))),
    ).toBe('ResourceExistsException');
  });
});
