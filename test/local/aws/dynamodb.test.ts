import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { MESH, PRODUCER, present, refusal, refused, startTestAws, type TestAws } from './support.ts';

describe('DynamoDB', () => {
  let aws: TestAws;
  let db: DynamoDBClient;
  beforeAll(async () => {
    aws = await startTestAws();
    db = new DynamoDBClient(aws.as(MESH));
  });
  afterAll(() => aws.close());

  async function aTable(name: string): Promise<string> {
    const { TableDescription } = await db.send(
      new CreateTableCommand({
        TableName: name,
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
        Tags: [{ Key: 'Solution', Value: 'DataMeshUtils' }],
      }),
    );
    return present(TableDescription?.LatestStreamArn);
  }

  const put = (table: string, id: string, owner: string, more: object = {}) =>
    db.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, owner: { S: owner } }, ...more }));

  async function records(stream: string, type: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON') {
    const streams = new DynamoDBStreamsClient(aws.as(MESH));
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: stream }));
    const ShardId = present(StreamDescription?.Shards?.[0]?.ShardId);
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: stream, ShardId, ShardIteratorType: type }),
    );
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    return Records;
  }

  it('writes old and new image of each change to the stream, and nothing for a write that changes nothing', async () => {
    const stream = await aTable('changes');

    await put('changes', 'a', 'Ana');
    await put('changes', 'a', 'Ana');
    await put('changes', 'a', 'Ben');

    const seen = await records(stream);
    expect(seen.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
    expect(seen[1]?.dynamodb).toMatchObject({
      OldImage: { owner: { S: 'Ana' } },
      NewImage: { owner: { S: 'Ben' } },
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
  });

  it('applies all writes of a transaction or none, and says which condition failed', async () => {
    const stream = await aTable('ledger');
    await put('ledger', 'a', 'Ana');
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName: 'ledger',
            Item: { id: { S: 'b' }, owner: { S: 'Ben' } },
            ConditionExpression: 'attribute_not_exists(id)',
          },
        },
        {
          Update: {
            TableName: 'ledger',
            Key: { id: { S: 'a' } },
            UpdateExpression: 'SET #o = :new',
            ConditionExpression: '#o = :old',
            ExpressionAttributeNames: { '#o': 'owner' },
            ExpressionAttributeValues: { ':new': { S: 'Cy' }, ':old': { S: 'Ben' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });

    const error = await refused(db.send(transaction));

    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { owner: { S: 'Ana' } } },
      ],
    });
    expect(await records(stream)).toHaveLength(1);
  });

  it('finds items by a secondary index and keeps the tables of accounts apart', async () => {
    await aTable('subscriptions');
    await put('subscriptions', 'a', 'Ana');
    await db.send(
      new UpdateItemCommand({
        TableName: 'subscriptions',
        Key: { id: { S: 'a' } },
        UpdateExpression: 'SET #o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'Ben' } },
      }),
    );

    const { Items } = await db.send(
      new QueryCommand({
        TableName: 'subscriptions',
        IndexName: 'owners',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'Ben' } },
      }),
    );

    expect(Items).toEqual([{ id: { S: 'a' }, owner: { S: 'Ben' } }]);
    expect(
      await refusal(
        new DynamoDBClient(aws.as(PRODUCER)).send(new DescribeTableCommand({ TableName: 'subscriptions' })),
      ),
    ).toBe('ResourceNotFoundException');
  });

  it('removes what has outlived its time to live with a record by the service', async () => {
    const stream = await aTable('cache');
    await db.send(
      new UpdateTimeToLiveCommand({
        TableName: 'cache',
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'ends' },
      }),
    );
    const ends = { N: String(Math.floor(aws.clock.now() / 1000) + 60) };
    await db.send(
      new PutItemCommand({ TableName: 'cache', Item: { id: { S: 'a' }, owner: { S: 'Ana' }, ends } }),
    );

    aws.clock.advance(120);

    const last = (await records(stream)).at(-1);
    expect(last).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
    });
  });

  it('refuses a write whose condition fails and shows the item where that is asked for', async () => {
    await aTable('conditions');
    await put('conditions', 'a', 'Ana');

    const error = await refused(
      put('conditions', 'a', 'Ben', {
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const invalid = await refused(put('conditions', 'a', 'Ben', { ConditionExpression: 'owner = :x' }));

    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { owner: { S: 'Ana' } } });
    expect(invalid.name).toBe('ValidationException');
  });

  it('writes a batch, with a record for each item that changed', async () => {
    const stream = await aTable('batches');
    await put('batches', 'old', 'Ana');
    const Item = (id: string) => ({ PutRequest: { Item: { id: { S: id }, owner: { S: 'Ben' } } } });

    await db.send(
      new BatchWriteItemCommand({
        RequestItems: {
          batches: [Item('one'), Item('two'), { DeleteRequest: { Key: { id: { S: 'old' } } } }],
        },
      }),
    );

    expect((await records(stream)).map(({ eventName }) => eventName)).toEqual([
      'INSERT',
      'INSERT',
      'INSERT',
      'REMOVE',
    ]);
    const { Responses } = await db.send(
      new BatchGetItemCommand({
        RequestItems: { batches: { Keys: [{ id: { S: 'one' } }, { id: { S: 'old' } }] } },
      }),
    );
    expect(Responses?.['batches']).toHaveLength(1);
  });

  it('answers a repeated transaction token without writing again, and refuses it for another transaction', async () => {
    const stream = await aTable('tokens');
    const send = (id: string) =>
      db.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'token-1',
          TransactItems: [
            {
              Put: {
                TableName: 'tokens',
                Item: { id: { S: id }, owner: { S: 'Ana' } },
                ConditionExpression: 'attribute_not_exists(id)',
              },
            },
          ],
        }),
      );
    await send('a');
    await send('a');

    const other = await refusal(send('b'));
    const { Responses } = await db.send(
      new TransactGetItemsCommand({
        TransactItems: [
          { Get: { TableName: 'tokens', Key: { id: { S: 'a' } } } },
          { Get: { TableName: 'tokens', Key: { id: { S: 'b' } } } },
        ],
      }),
    );

    expect(other).toBe('IdempotentParameterMismatchException');
    expect(await records(stream)).toHaveLength(1);
    expect(Responses?.map(({ Item }) => Item?.['id']?.S)).toEqual(['a', undefined]);
  });

  it('takes back a transaction that fails half way', async () => {
    const stream = await aTable('half');
    await put('half', 'text', 'Ana');
    const update = {
      TableName: 'half',
      Key: { id: { S: 'text' } },
      UpdateExpression: 'SET #o = #o + :one',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };

    const error = await refused(
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'half', Item: { id: { S: 'new' }, owner: { S: 'Ben' } } } },
            { Update: update },
          ],
        }),
      ),
    );

    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    expect((await db.send(new ScanCommand({ TableName: 'half' }))).Items).toEqual([
      { id: { S: 'text' }, owner: { S: 'Ana' } },
    ]);
    expect(await records(stream)).toHaveLength(1);
  });

  it('starts reading a stream where the iterator says, and no longer than it lasts', async () => {
    const stream = await aTable('iterators');
    await put('iterators', 'a', 'Ana');
    await put('iterators', 'b', 'Ana');
    const streams = new DynamoDBStreamsClient(aws.as(MESH));
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: stream }));
    const ShardId = present(StreamDescription?.Shards?.[0]?.ShardId);
    const iterator = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string) =>
      (
        await streams.send(
          new GetShardIteratorCommand({ StreamArn: stream, ShardId, ShardIteratorType, SequenceNumber }),
        )
      ).ShardIterator;
    const read = async (ShardIterator: string | undefined) =>
      streams.send(new GetRecordsCommand({ ShardIterator }));
    const count = async (...start: Parameters<typeof iterator>) =>
      (await read(await iterator(...start))).Records?.length;
    const [first, second] =
      (await read(await iterator('TRIM_HORIZON'))).Records?.map(({ dynamodb }) => dynamodb?.SequenceNumber) ??
      [];
    const latest = await iterator('LATEST');
    await put('iterators', 'c', 'Ana');

    expect([
      await count('TRIM_HORIZON'),
      await count('AT_SEQUENCE_NUMBER', second),
      await count('AFTER_SEQUENCE_NUMBER', second),
      await count('LATEST'),
    ]).toEqual([3, 2, 1, 0]);
    const page = await read(latest);
    expect([page.Records?.length, (await read(page.NextShardIterator)).Records?.length]).toEqual([1, 0]);
    aws.clock.advance(16 * 60);
    expect(await refusal(read(latest))).toBe('ExpiredIteratorException');
    aws.clock.advance(25 * 3600);
    await put('iterators', 'd', 'Ana');
    expect(await refusal(iterator('AT_SEQUENCE_NUMBER', first))).toBe('TrimmedDataAccessException');
    expect(await count('TRIM_HORIZON')).toBe(1);
  });

  it('keeps tags, deletion protection and point-in-time recovery of a table, also by its ARN', async () => {
    await aTable('kept');
    const { Table } = await db.send(new DescribeTableCommand({ TableName: 'kept' }));
    const arn = present(Table?.TableArn);
    await db.send(new UpdateTableCommand({ TableName: 'kept', DeletionProtectionEnabled: true }));
    await db.send(
      new UpdateContinuousBackupsCommand({
        TableName: 'kept',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );

    const protectedTable = await refusal(db.send(new DeleteTableCommand({ TableName: 'kept' })));
    const { ContinuousBackupsDescription } = await db.send(
      new DescribeContinuousBackupsCommand({ TableName: arn }),
    );
    const { Tags } = await db.send(new ListTagsOfResourceCommand({ ResourceArn: arn }));
    await db.send(new UpdateTableCommand({ TableName: 'kept', DeletionProtectionEnabled: false }));
    await db.send(new DeleteTableCommand({ TableName: 'kept' }));

    expect(arn).toBe(`arn:aws:dynamodb:us-east-1:${MESH}:table/kept`);
    expect(protectedTable).toBe('ValidationException');
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
    expect(Tags).toEqual([{ Key: 'Solution', Value: 'DataMeshUtils' }]);
    expect(await refusal(db.send(new DescribeTableCommand({ TableName: 'kept' })))).toBe(
      'ResourceNotFoundException',
    );
  });

  it('asks IAM about table, index and partition key', async () => {
    await aTable('guarded');
    await put('guarded', 'mine', 'Ana');
    const arn = `arn:aws:dynamodb:us-east-1:${MESH}:table/guarded`;
    const user = await anIamUser(aws, MESH, 'Guarded', [
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: arn,
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } },
      },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: `${arn}/index/owners` },
    ]);
    const own = new DynamoDBClient(aws.as(user));
    const get = (id: string) =>
      own.send(new GetItemCommand({ TableName: 'guarded', Key: { id: { S: id } } }));
    const query = (IndexName?: string) =>
      own.send(
        new QueryCommand({
          TableName: 'guarded',
          IndexName,
          KeyConditionExpression: '#k = :v',
          ExpressionAttributeNames: { '#k': IndexName ? 'owner' : 'id' },
          ExpressionAttributeValues: { ':v': { S: 'Ana' } },
        }),
      );
    const transact = (id: string) =>
      own.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: 'guarded', Item: { id: { S: id }, owner: { S: 'Ana' } } } }],
        }),
      );

    expect((await get('mine')).Item?.['owner']?.S).toBe('Ana');
    expect((await query('owners')).Count).toBe(1);
    await transact('mine');
    expect([await refusal(get('other')), await refusal(query()), await refusal(transact('other'))]).toEqual([
      'AccessDeniedException',
      'AccessDeniedException',
      'AccessDeniedException',
    ]);
  });
});
