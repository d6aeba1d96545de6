import { DeleteTableCommand, GetTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('a product that changes under those who use it', () => {
  const { laptop, ana, bo } = onALaptop();

  /** What is kept of the product after the next look at it. */
  async function looked(version: number): Promise<void> {
    await fetch(`${laptop.url}/_sim/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceSeconds: 400 }),
    });
    await eventually(async () => {
      const kept = (await itemsOf(laptop, 'AwsDataMeshSlack')).filter(({ pk }) => pk === 'schemas');
      return kept.some(
        ({ Value }) =>
          String(Value).includes(`"${DATABASE}"`) && String(Value).includes(`"version":${version},`),
      );
    }, `version ${version} of the product`);
  }

  it('tells subscribers and owners once, as a diff, and offers a table no more that is gone', async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
    const { ts } = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
    await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
    await looked(1);
    const { glue, lakeFormation } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
    // Its administrator gives himself what Lake Formation keeps even from him.
    await lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${ACCOUNTS.mesh}:user/administrator` },
        Resource: { Table: { DatabaseName: DATABASE, TableWildcard: {} } },
        Permissions: ['ALTER', 'DROP', 'DESCRIBE'],
      }),
    );
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: DATABASE, Name: 'orders' }));
    const columns = Table?.StorageDescriptor?.Columns ?? [];
    await glue.send(
      new UpdateTableCommand({
        DatabaseName: DATABASE,
        TableInput: {
          Name: 'orders',
          Owner: Table?.Owner,
          Parameters: Table?.Parameters,
          TableType: Table?.TableType,
          StorageDescriptor: {
            ...Table?.StorageDescriptor,
            Columns: [
              ...columns
                .filter(({ Name }) => Name !== 'region')
                .map((each) => (each.Name === 'order_id' ? { ...each, Type: 'string' } : each)),
              { Name: 'currency', Type: 'string' },
            ],
          },
        },
      }),
    );
    await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: 'refunds' }));

    await looked(2);

    const told = await eventually(
      async () => (await ana.dm()).messages.find(({ text }) => text.includes('changed:')),
      'a notice of the change',
    );
    expect(told.text).toContain('column region is gone');
    expect(told.text).toContain('column currency (string) is new');
    expect(told.text).toContain('column order_id is string, was bigint');
    expect(told.text).not.toContain('refunds');
    const owners = await eventually(
      async () => (await bo.messages(CHANNELS.sales)).find(({ text }) => text.includes('changed:')),
      'a notice in the channel of the owners',
    );
    expect(owners.text).toContain('`refunds` is no longer in the mesh');
    await bo.answer(CHANNELS.sales, 'find refunds', 'Nothing found');

    await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: 'order_items' }));
    await looked(3);
    await eventually(
      async () => (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes('order_items` is no')),
      'a notice of the second change',
    );
    const notices = (await ana.dm()).messages.filter(({ text }) => text.includes('changed:'));
    expect(notices).toHaveLength(1);
  });
});
