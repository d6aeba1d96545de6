import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
});
