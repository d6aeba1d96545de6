import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bucketPolicy } from '../support/observe.ts';
import { approve, ask, endAll } from '../support/requests.ts';
import { CONSUMER, MESH, OTHER_CONSUMER, startMesh, type TestMesh } from '../support/test-mesh.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
});
afterEach(async () => {
  test.aws.faults.clear();
  await endAll(test);
});
afterAll(() => test?.close());

/** How often a lease was taken or given back; the claim of a decision writes the record too. */
const writes = () =>
  test.calls
    .filter(({ operation }) => operation === 'TransactWriteItems')
    .map(({ input, error }) => {
      const text = JSON.stringify(input);
      const parts = [
        ...(text.includes('"SubscriptionId"') ? ['record'] : []),
        ...(text.includes('ADD Fence') ? ['lease'] : []),
        ...(text.includes('REMOVE Holder') ? ['release'] : []),
      ];
      return `${parts.join('+')}${error === undefined ? '' : ' refused'}`;
    });

async function holdBucket(seconds: number): Promise<void> {
  const until = Math.floor(Date.now() / 1000) + seconds;
  await test.clients(MESH).dynamodb.send(
    new PutItemCommand({
      TableName: 'AwsDataMeshSlack',
      Item: {
        pk: { S: 'lease#bucket#p-data' },
        sk: { S: '-' },
        Holder: { S: 'somebody else' },
        HeldUntil: { N: String(until) },
        Fence: { N: '1' },
      },
    }),
  );
}

describe('a lease that is taken with the claim of a decision', () => {
  it('costs no call of its own', async () => {
    await ask(test, 'together');
    test.calls.length = 0;

    const record = await approve(test, 'together');

    expect(record.status).toBe('Active');
    expect(writes()).toEqual(['record+lease', 'release', 'record']);
  });

  it('keeps nobody from claiming where somebody else holds it: the decision is written, then the lease awaited', async () => {
    await ask(test, 'waiting');
    await holdBucket(1);
    test.calls.length = 0;

    const record = await approve(test, 'waiting');

    expect(record.status).toBe('Active');
    expect(writes().slice(0, 3)).toEqual(['record+lease refused', 'record', 'lease refused']);
    expect(writes().slice(-3)).toEqual(['lease', 'release', 'record']);
  });

  it('is known again by its holder where the answer to the claim was lost', async () => {
    await ask(test, 'lost');
    test.aws.faults.inject({ operation: 'dynamodb:TransactWriteItems', kind: 'drop', count: 1 });
    test.calls.length = 0;

    const record = await approve(test, 'lost');

    expect(record.status).toBe('Active');
    expect(writes().filter((each) => each === 'lease refused')).toEqual([]);
  });

  it('loses no principal of the bucket policy when two approve at once', async () => {
    await ask(test, 'one');
    await ask(test, 'other', { subscriber: OTHER_CONSUMER });

    const records = await Promise.all([approve(test, 'one'), approve(test, 'other')]);

    expect(records.map(({ status }) => status)).toEqual(['Active', 'Active']);
    expect(await bucketPolicy(test)).toContain(CONSUMER);
    expect(await bucketPolicy(test)).toContain(OTHER_CONSUMER);
  });
});
