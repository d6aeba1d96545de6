import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetDatabaseCommand, GetResourcePolicyCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { GetResourceShareInvitationsCommand, GetResourceSharesCommand, RAMClient } from '@aws-sdk/client-ram';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, openForm, REASON } from '../support/ask-and-decide.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('from /mesh request to the imported tables', () => {
  const { laptop, ana, bo } = onALaptop();

  async function record() {
    const { dynamodb } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: 'AwsDataMeshSubscriptions', ConsistentRead: true }),
    );
    return Items.map((item) => unmarshall(item))[0] ?? {};
  }

  it('1: opens the form within the life of the trigger, and takes a product by part of its name, two tables and a reason', async () => {
    const opened = await ana.command(CHANNELS.analytics, '/mesh request');
    expect(opened).toMatchObject({ status: 200 });
    expect(opened.ackMs).toBeLessThan(3000);
    expect((await ana.view()).title.text).toBe('Request data access');

    const sent = await ask(ana, CHANNELS.analytics);

    expect(sent).toMatchObject({ status: 200 });
    expect(sent['errors']).toBeUndefined();
  });

  it('2: confirms to Ana, and shows the owners a card with who asks, for what and why', async () => {
    expect((await ana.view()).title.text).toBe('Request sent');

    const shown = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');

    expect(shown.text).toContain(
      `<@${PEOPLE.ana}> (Analytics) asks for SELECT and DESCRIBE on customers and orders`,
    );
    expect(shown.text).toContain(REASON);
    expect(hasButton(shown, 'mesh.deny')).toBe(true);
    await eventually(
      async () => (await ana.dm()).messages.some(({ text }) => text.includes('was sent to *Sales*')),
      'a DM that says where it went',
    );
    expect(await record()).toMatchObject({
      Status: 'Pending',
      OwnerPrincipal: ACCOUNTS.sales,
      SubscriberPrincipal: ACCOUNTS.analytics,
    });
  });

  it('3: on Approve the card is updated in place, and the grants, policies and shares are really there', async () => {
    const before = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');

    const clicked = await bo.action({ channel: CHANNELS.sales, ts: before.ts, action_id: 'mesh.approve' });
    const after = await card(bo, ({ text }) => text.includes('Granted 2 of 2 tables'), 'a granted card');

    expect(clicked.ackMs).toBeLessThan(3000);
    expect(after.ts).toBe(before.ts);
    expect(after.text).toContain(`Approved by <@${PEOPLE.bo}>`);
    expect(hasButton(after, 'mesh.approve')).toBe(false);

    const mesh = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(
      [
        `${DATABASE}.customers: DESCRIBE`,
        `${DATABASE}.customers: SELECT`,
        `${DATABASE}.orders: DESCRIBE`,
        `${DATABASE}.orders: SELECT`,
        `${DATABASE}: DESCRIBE`,
      ].sort(),
    );
    const { Policy = '' } = await clientsFor(laptop.awsUrl, laptop.seeded.admins.sales).s3.send(
      new GetBucketPolicyCommand({ Bucket: 'sample-sales-data' }),
    );
    expect(Policy).toContain(
      `arn:aws:iam::${ACCOUNTS.analytics}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`,
    );
    expect(Policy).toContain('sample-sales-data/sales/orders');
    const { PolicyInJson = '' } = await mesh.glue.send(new GetResourcePolicyCommand({}));
    expect(PolicyInJson).toContain(`table/${DATABASE}/`);
    expect(PolicyInJson).toContain(ACCOUNTS.analytics);
    const ram = new RAMClient({
      region: REGION,
      endpoint: laptop.awsUrl,
      credentials: laptop.seeded.admins.mesh,
    });
    const { resourceShares = [] } = await ram.send(new GetResourceSharesCommand({ resourceOwner: 'SELF' }));
    const stored = await record();
    expect(stored).toMatchObject({
      Status: 'Active',
      GrantedTableARNs: expect.arrayContaining([expect.stringContaining(`table/${DATABASE}/orders`)]),
    });
    expect([...stored['PermittedGrants']].sort()).toEqual(['DESCRIBE', 'SELECT']);
    const shareArns = Object.values<{ arn: string }>(stored['RamShares']).map(({ arn }) => arn);
    expect(shareArns.length).toBeGreaterThan(0);
    expect(resourceShares.map(({ resourceShareArn }) => resourceShareArn)).toEqual(
      expect.arrayContaining([...new Set(shareArns)]),
    );
  });

  it('keeps the decision in the ledger, with the person and what was shown', async () => {
    const { dynamodb } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    const { SubscriptionId } = await record();

    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'AwsDataMeshLedger' }));

    const rows = JSON.stringify(Items.map((item) => unmarshall(item)));
    expect(rows).toContain(SubscriptionId);
    expect(rows).toContain(`slack:T0MESH/${PEOPLE.bo}`);
  });

  it('4: tells Ana and her channel, imports on her click, and links every granted table in her account', async () => {
    const granted = await eventually(
      async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.import')),
      'a DM with Import',
    );
    await eventually(
      async () =>
        (await ana.messages(CHANNELS.analytics)).some((message) => hasButton(message, 'mesh.import')),
      'a channel message with Import',
    );

    await ana.action({ channel: (await ana.dm()).channel, ts: granted.ts, action_id: 'mesh.import' });
    await eventually(
      async () => (await ana.dm()).messages.some(({ text }) => text.includes('SELECT * FROM')),
      'a DM with a query',
    );

    const consumer = clientsFor(laptop.awsUrl, laptop.seeded.admins.analytics);
    const ram = new RAMClient({
      region: REGION,
      endpoint: laptop.awsUrl,
      credentials: laptop.seeded.admins.analytics,
    });
    const { resourceShareInvitations = [] } = await ram.send(new GetResourceShareInvitationsCommand({}));
    expect(resourceShareInvitations.length).toBeGreaterThan(0);
    expect(resourceShareInvitations.map(({ status }) => status)).toEqual(
      resourceShareInvitations.map(() => 'ACCEPTED'),
    );
    const { Database } = await consumer.glue.send(
      new GetDatabaseCommand({ CatalogId: ACCOUNTS.analytics, Name: DATABASE }),
    );
    expect(Database?.Name).toBe(DATABASE);
    for (const Name of ['orders', 'customers']) {
      const { Table } = await consumer.glue.send(
        new GetTableCommand({ CatalogId: ACCOUNTS.analytics, DatabaseName: DATABASE, Name }),
      );
      expect(Table?.Name).toContain(Name);
    }
    expect(await record()).toMatchObject({ ImportedToConsumer: true, Status: 'Active' });
    await eventually(
      async () => (await ana.dm()).messages.every((message) => !hasButton(message, 'mesh.import')),
      'the Import button gone',
    );
  });

  it('5: Deny asks why, Ana reads it, and a second click is answered privately with who and when', async () => {
    await ask(ana, CHANNELS.analytics, {
      tables: ['refunds'],
      reason: 'Refund quota per month for the quality circle',
    });
    const shown = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a second card');
    await bo.action({ channel: CHANNELS.sales, ts: shown.ts, action_id: 'mesh.deny' });
    const form = await eventually(async () => {
      const view = (await bo.state()).views[PEOPLE.bo]?.at(-1);
      return view?.callback_id === 'mesh.deny.reason' ? view : undefined;
    }, 'the form that asks why');

    await bo.submit(form.id, {
      'deny-reason': { 'mesh.deny.reason.text': 'Please use the monthly summary instead.' },
    });
    await eventually(
      async () =>
        (await ana.dm()).messages.some(({ text }) =>
          text.includes('Please use the monthly summary instead.'),
        ),
      'the reason in a DM',
    );

    const denied = await card(
      bo,
      ({ ts, text }) => ts === shown.ts && text.includes('Denied by'),
      'a denied card',
    );
    expect(hasButton(denied, 'mesh.approve')).toBe(false);
  });

  it('gives a field error for an empty table list, and stores nothing', async () => {
    const { viewId, tablesBlock } = await openForm(ana, CHANNELS.analytics);
    const before = (await subscriptions(laptop)).length;

    const answer = await ana.submit(viewId, {
      [tablesBlock]: { 'mesh.request.tables': [] },
      reason: { 'mesh.request.reason': 'A reason that is long enough' },
    });

    expect(Object.keys(Object(answer['errors']))).toEqual([tablesBlock]);
    expect(await subscriptions(laptop)).toHaveLength(before);
  });
});
