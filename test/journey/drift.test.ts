import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('what AWS holds and nobody decided', () => {
  let laptop: Laptop;
  let ana: SlackPerson;
  let bo: SlackPerson;

  beforeAll(async () => {
    laptop = await aLaptop();
    ana = slackPerson(laptop.url, PEOPLE.ana);
    bo = slackPerson(laptop.url, PEOPLE.bo);
  });
  afterAll(() => laptop?.close());

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
});
