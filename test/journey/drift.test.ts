import { DeleteTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand, RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DAY = 86_400;
const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('what AWS holds and nobody decided', () => {
  const { laptop, ana, bo } = onALaptop();

  it('is found, shown to those who decide and to nobody else, and mended by their click', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    const { ts } = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
    await eventually(
      async () => (await subscriptions(laptop)).some(({ Status }) => Status === 'Active'),
      'an active subscription',
    );
    await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
    const held = await grantsOf(laptop, ACCOUNTS.analytics);
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: ACCOUNTS.analytics },
        Resource: {
          TableWithColumns: {
            CatalogId: ACCOUNTS.mesh,
            DatabaseName: DATABASE,
            Name: 'orders',
            ColumnWildcard: {},
          },
        },
        Permissions: ['SELECT'],
      }),
    );

    const report = await bo.answer(
      CHANNELS.sales,
      'drift sales',
      `Analytics was given SELECT on ${DATABASE}.orders`,
    );
    await bo.answer(
      CHANNELS.sales,
      'drift Retail orders',
      `Analytics was given SELECT on ${DATABASE}.orders`,
    );
    await bo.answer(CHANNELS.sales, 'drift refunds', 'No differences found in what is called “refunds”');
    await bo.answer(CHANNELS.sales, 'drift nonsense', 'Nothing that Sales offers is called “nonsense”');
    await ana.answer(CHANNELS.sales, 'drift', 'Differences are shown to those who decide');
    await bo.answer(CHANNELS.sales, 'repair everything', '/mesh repair 0f3a9c1b22de repair');
    await bo.action({ channel: CHANNELS.sales, ts: report.ts, action_id: 'mesh.drift.repair' });

    await eventually(
      async () => (await bo.ephemerals()).some((text) => text.startsWith('Mended (repair)')),
      'an answer that it is mended',
    );
    expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual(held);
    await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
  });

  it('is found in the account of a consumer too, and linked again by a click of the owner', async () => {
    const told = await eventually(
      async () => (await ana.dm()).messages.find((message) => hasButton(message, 'mesh.import')),
      'a message with Import',
    );
    await ana.action({ channel: (await ana.dm()).channel, ts: told.ts, action_id: 'mesh.import' });
    await eventually(
      async () => (await subscriptions(laptop)).some((record) => record['ImportedToConsumer'] === true),
      'the import',
    );
    const { glue, lakeFormation, sts } = clientsFor(laptop.awsUrl, laptop.seeded.admins.analytics);
    const { Arn: DataLakePrincipalIdentifier } = await sts.send(new GetCallerIdentityCommand({}));
    const link = { DatabaseName: DATABASE, Name: 'orders' };
    await lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier },
        Resource: { Table: link },
        Permissions: ['DROP'],
      }),
    );
    await glue.send(new DeleteTableCommand(link));

    const report = await bo.answer(CHANNELS.sales, 'drift sales', `Analytics imported ${DATABASE}.orders`);
    await bo.action({ channel: CHANNELS.sales, ts: report.ts, action_id: 'mesh.drift.repair' });

    await eventually(
      async () =>
        (await bo.ephemerals()).some((text) =>
          text.includes(`It was: Analytics imported ${DATABASE}.orders`),
        ),
      'an answer that it is linked again',
    );
    await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
  });

  const grantByHand = (principal: string, table: string) =>
    clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: principal },
        Resource: { Table: { CatalogId: ACCOUNTS.mesh, DatabaseName: DATABASE, Name: table } },
        Permissions: ['DESCRIBE'],
      }),
    );

  it('is left until a day with a reason, by a form that only those who decide get filled', async () => {
    await grantByHand(ACCOUNTS.finance, 'orders');
    const report = await bo.answer(CHANNELS.sales, 'drift', 'first seen');
    await bo.action({ channel: CHANNELS.sales, ts: report.ts, action_id: 'mesh.drift.ignore' });
    const view = await eventually(async () => {
      const top = await bo.view();
      return top.callback_id === 'mesh.drift.choice' ? top : undefined;
    }, 'a filled form');
    const year = new Date(laptop.clock.now()).getUTCFullYear() + 1;
    await bo.submit(view.id, {
      drift_until: { 'mesh.words': { type: 'datepicker', selected_date: `${year}-01-31` } },
      drift_note: { 'mesh.words': { type: 'plain_text_input', value: 'finance moves over in January' } },
    });

    await eventually(
      async () => (await bo.dm()).messages.some(({ text }) => text.startsWith('Left as it is until')),
      'an answer that it is left',
    );
    await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
  });

  it('is left as it is by command line too, which says what is wrong with a difference that is none', async () => {
    await grantByHand(ACCOUNTS.finance, 'refunds');
    const { text } = await bo.answer(CHANNELS.sales, 'drift', 'refunds');
    const [, id = ''] = /mesh repair ([0-9a-f]{12}) adopt/.exec(text) ?? [];
    const cli = laptopCli(laptop, 'Mesh');
    const year = new Date(laptop.clock.now()).getUTCFullYear() + 1;
    const until = ['--until', `${year}-01-31`, '--reason', 'finance moves over'];

    const none = await cli('drift', '--ignore', '0f3a9c1b22de', ...until);
    const bare = await cli('drift', '--ignore', id);
    const left = await cli('drift', '--ignore', id, ...until);

    expect([none.code, none.out]).toEqual([1, expect.stringContaining('no such difference')]);
    expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('--until and --reason')]);
    expect([left.code, left.out]).toEqual([0, expect.stringContaining('Left as it is')]);
    await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: ACCOUNTS.finance },
        Resource: { Table: { CatalogId: ACCOUNTS.mesh, DatabaseName: DATABASE, Name: 'refunds' } },
        Permissions: ['DESCRIBE'],
      }),
    );
  });

  it('is adopted into a record with an end by what somebody types', async () => {
    await grantByHand(ACCOUNTS.finance, 'customers');
    const { text } = await bo.answer(CHANNELS.sales, 'drift', 'customers');
    const [, id = ''] = /mesh repair ([0-9a-f]{12}) adopt/.exec(text) ?? [];

    await bo.answer(CHANNELS.sales, `repair ${id} adopt whenever`, 'Say until when');
    await bo.answer(CHANNELS.sales, `repair ${id} adopt 90d was there before`, 'Mended (adopt)');

    const record = (await subscriptions(laptop)).find(
      ({ SubscriberPrincipal }) => SubscriberPrincipal === ACCOUNTS.finance,
    );
    expect(record).toMatchObject({
      Status: 'Active',
      TableName: ['customers'],
      RequestedGrants: ['DESCRIBE'],
    });
    expect(Number(record?.['ExpiresAt'])).toBeGreaterThan(laptop.clock.now() / 1000 + 89 * DAY);
  });

  it('is told to the owners and in sum to the admins, once', async () => {
    // Besides the grant: what finance was given by adoption and did not import within twelve hours.
    await grantByHand(ACCOUNTS.logistics, 'orders');
    await moveClock(laptop, bo, DAY);

    const told = await eventually(
      async () => (await bo.messages(CHANNELS.admins)).find(({ text }) => text.includes('2 of them new')),
      'a summary for the admins',
    );
    expect(told.text).toContain('Sales');
    await eventually(
      async () => (await bo.messages(CHANNELS.sales)).find(({ text }) => text.startsWith('New differences')),
      'a report for the owners',
    );
    const { text: kept } = await bo.answer(CHANNELS.sales, 'history team:sales', 'found a difference');
    expect(kept).toMatch(/Mesh \*found a difference [^*]*\* DESCRIBE on orders: /);
  });
});
