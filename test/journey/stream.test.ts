import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { libraryRequest } from '../support/library-request.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { recentRecords } from '../support/recent-records.ts';
import { eventually } from '../support/slack-person.ts';

describe('what the stream makes of changes', () => {
  const { laptop, ana, bo } = onALaptop();

  const dynamodb = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb;

  it('D-01 passes over a record that cannot be read, and announces the one after it', async () => {
    await dynamodb().send(
      new PutItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Item: marshall({ SubscriptionId: 'poison', TableName: 7 }),
      }),
    );

    await ask(ana, CHANNELS.analytics);

    await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card for the good record');
  });

  it('D-03 A-03 says each thing once, however often the stream is read', async () => {
    const before = (await bo.messages(CHANNELS.sales)).length;
    const [record] = await recentRecords(laptop);
    await laptop.functions.notification.invoke({ Records: [record] });
    await laptop.functions.notification.invoke({ Records: [record] });

    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await bo.messages(CHANNELS.sales)).length).toBe(before);
  });

  it('D-02 tells the owner when a record that waits is deleted from the table', async () => {
    const [record] = (await subscriptions(laptop)).filter(({ Status }) => Status === 'Pending');

    await dynamodb().send(
      new DeleteItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: marshall({ SubscriptionId: record?.['SubscriptionId'] }),
      }),
    );

    await eventually(
      async () =>
        (await bo.messages(CHANNELS.sales)).some(
          ({ text, threadTs }) => threadTs !== undefined && text.includes('was deleted from the table'),
        ),
      'a line under the card',
    );
  });

  it('D-04 says nothing when DynamoDB itself clears an expired record away', async () => {
    const [record] = await recentRecords(laptop);
    const removal = {
      Records: [
        {
          ...record,
          eventName: 'REMOVE',
          userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
          dynamodb: {
            ...record?.dynamodb,
            NewImage: undefined,
            OldImage: record?.dynamodb?.NewImage,
            SequenceNumber: '999999999999',
          },
        },
      ],
    };
    const before = (await bo.messages(CHANNELS.sales)).length;

    expect(await laptop.functions.notification.invoke(removal)).toEqual({ batchItemFailures: [] });

    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await bo.messages(CHANNELS.sales)).length).toBe(before);
  });

  it('A-03 takes the grants away when the library marks an access as deleted, and says so only then', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['orders'], reason: 'Weekly revenue for the board report' });
    const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card');
    await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.approve' });
    await card(bo, ({ ts, text }) => ts === waiting.ts && text.includes('Granted 1 of 1'), 'a granted card');
    const record = (await subscriptions(laptop)).find(({ Status }) => Status === 'Active');

    await dynamodb().send(
      new UpdateItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: marshall({ SubscriptionId: record?.['SubscriptionId'] }),
        UpdateExpression: 'SET #status = :deleted, UpdatedDate = :date, UpdatedBy = :by',
        ExpressionAttributeNames: { '#status': 'Status' },
        ExpressionAttributeValues: marshall({
          ':deleted': 'Deleted',
          ':date': '2026-11-25 12:00:00',
          ':by': `arn:aws:sts::${ACCOUNTS.mesh}:assumed-role/DataMeshAdminProducer-${ACCOUNTS.sales}/session`,
        }),
      }),
    );
    await card(
      bo,
      ({ ts, text }) => ts === waiting.ts && text.includes('may still stand'),
      'a card that claims nothing',
    );
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).not.toEqual([]);
    // The record of the first test, which cannot be read, is in the table still: it must not keep the sweep from the others.
    laptop.clock.advance(301);

    await card(
      bo,
      ({ ts, text }) => ts === waiting.ts && text.includes('Every grant is confirmed gone'),
      'a card that says gone',
    );
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
  });

  it('announces a request that the Python library wrote, and says that nobody of the consumer team can approve it', async () => {
    await dynamodb().send(
      new PutItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Item: marshall(libraryRequest('LibraryMadeRequest2345')),
      }),
    );

    const shown = await card(bo, ({ text }) => text.includes('refunds'), 'a card');
    expect(JSON.stringify(shown.blocks)).toContain('nobody of the consumer team can approve it');
  });

  it('makes one line of what happened to a request at once, under a card that shows the newest', async () => {
    const change = (sequence: number, grants: readonly string[], before?: readonly string[]) => {
      const image = (requested: readonly string[]) =>
        marshall({
          SubscriptionId: 'LinesOfOneThread234567',
          OwnerPrincipal: ACCOUNTS.sales,
          SubscriberPrincipal: ACCOUNTS.analytics,
          Status: 'Pending',
          DatabaseName: `sales-${ACCOUNTS.sales}`,
          TableName: ['orders'],
          RequestedGrants: requested,
          CreationDate: '2026-11-25 10:00:00',
          CreatedBy: `arn:aws:sts::${ACCOUNTS.mesh}:assumed-role/DataMeshAdminConsumer-${ACCOUNTS.analytics}/session`,
        });
      return {
        eventName: before ? 'MODIFY' : 'INSERT',
        dynamodb: {
          Keys: marshall({ SubscriptionId: 'LinesOfOneThread234567' }),
          NewImage: image(grants),
          ...(before ? { OldImage: image(before) } : {}),
          SequenceNumber: String(sequence),
          ApproximateCreationDateTime: 1_795_600_000,
        },
      };
    };
    const [first, second, third] = [['SELECT'], ['SELECT', 'INSERT'], ['SELECT', 'ALTER']];
    const own = ({ text }: { readonly text: string }) => text.includes('asks for SELECT on orders');
    await laptop.functions.notification.invoke({ Records: [change(1, first ?? [])] });
    const { ts } = await card(bo, own, 'a card');

    await laptop.functions.notification.invoke({
      Records: [change(2, second ?? [], first), change(3, third ?? [], second)],
    });

    const line = await eventually(
      async () =>
        (await bo.messages(CHANNELS.sales)).find(
          ({ threadTs, text }) => threadTs === ts && text.includes('INSERT, SELECT instead of SELECT'),
        ),
      'a line under the card',
    );
    expect(line.text.split('\n')).toEqual([
      expect.stringContaining('INSERT, SELECT instead of SELECT'),
      expect.stringContaining('ALTER, SELECT instead of INSERT, SELECT'),
    ]);
    await card(bo, (message) => message.ts === ts && message.text.includes('ALTER'), 'the newest card');
  });
});
