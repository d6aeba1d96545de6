import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { queueUrl } from '../../local/runtime/laptop-functions.ts';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { recentRecords } from '../support/recent-records.ts';
import { eventually } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;
const TableName = 'AwsDataMeshSubscriptions';

describe('what is done to a record outside Slack', () => {
  const { laptop, ana, bo } = onALaptop();
  let id: string;

  const inAccounts = laptopCli(laptop, 'Mesh', 'Producer', 'Consumer');
  const cli = async (...argv: readonly string[]) => {
    const run = await inAccounts(...argv, '--json');
    expect([run.code, run.err]).toEqual([0, '']);
    return JSON.parse(run.out);
  };
  const observed = async () =>
    (await itemsOf(laptop, 'AwsDataMeshLedger')).filter(
      ({ pk, Source }) => pk === `subscription#${id}` && Source === 'observed',
    );
  const kept = (action: string) =>
    eventually(
      async () => (await observed()).find(({ Action }) => Action === action),
      `an observed ${action}`,
    );

  it('is in the history as done outside, by the role that did it, and on what the access rests', async () => {
    const [asked] = await cli(
      ...[
        'request-access',
        '--database-name',
        DATABASE,
        '--tables',
        'orders',
        '--request-permissions',
        'SELECT',
      ],
    );
    id = asked.id;
    await kept('request-access');
    await cli('approve-subscription', '--request-id', id, '--decision-notes', 'by command line');
    const approved = await kept('approve');

    const { text: history } = await bo.answer(CHANNELS.sales, `history ${id}`, 'done outside Slack');
    const { text: why } = await ana.answer(CHANNELS.analytics, `why ${id}`, 'done outside Slack');

    expect(approved).toMatchObject({ From: 'Pending', To: 'Active', Tables: ['orders'], Outcome: 'done' });
    expect(String(approved['By'])).toMatch(/^arn:aws:(iam|sts)::/);
    expect(history).toMatch(
      /done outside Slack by [^:]+\(outside Slack\): \*approved\* SELECT, DESCRIBE on orders/,
    );
    expect(history).not.toContain('arn:');
    expect(why).toContain('*approved*');
  });

  it('is there though nobody signed it, once however often the stream tells it, and is exported', async () => {
    const { dynamodb } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: { SubscriptionId: { S: id } },
        UpdateExpression: 'SET ExpiresAt = :end',
        ExpressionAttributeValues: { ':end': { N: '4102444800' } },
      }),
    );
    const changed = await kept('change');
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: { SubscriptionId: { S: id } } }));
    const removed = await kept('remove');
    const Records = await recentRecords(laptop);
    await laptop.functions.notification.invoke({ Records });
    // Five minutes later the queue takes the same job again: the ledger does not.
    laptop.clock.advance(301);
    await laptop.functions.notification.invoke({ Records });
    await eventually(async () => (await jobsLeft(laptop)) === 0, 'an empty jobs queue');

    expect(changed).toMatchObject({ By: 'somebody', Note: 'changed in the record: expiresAt' });
    expect(removed).toMatchObject({ By: 'somebody', From: 'Active' });
    expect((await observed()).map(({ Action }) => Action).sort()).toEqual([
      'approve',
      'change',
      'remove',
      'request-access',
    ]);
    const events = await cli(
      'history',
      '--ledger-table',
      'AwsDataMeshLedger',
      '--table',
      `${DATABASE}.orders`,
    );
    expect(events).toEqual(
      expect.arrayContaining([expect.objectContaining({ source: 'observed', action: 'remove' })]),
    );
  });
});

async function jobsLeft(laptop: Laptop): Promise<number> {
  const { queues } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(laptop.awsUrl, 'jobs'),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}
