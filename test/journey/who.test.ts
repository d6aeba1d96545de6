import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { granted } from '../support/granted.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { onALaptop } from '../support/on-a-laptop.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('who can read a table', () => {
  const { laptop, ana, bo, fay, mia } = onALaptop();
  let id: string;

  beforeAll(async () => {
    id = await granted(laptop, { requester: ana, approver: bo }, 'orders', 30 * 86_400);
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: ACCOUNTS.logistics },
        Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
        Permissions: ['DESCRIBE'],
      }),
    );
  }, 300_000);

  it('is told to the owning team and to mesh admins: from what AWS holds, with what it rests on', async () => {
    const { text: owner } = await bo.answer(CHANNELS.sales, 'who orders', 'Who can read');
    const { text: admin } = await mia.answer(CHANNELS.sales, `who ${DATABASE}.orders`, 'Who can read');

    for (const text of [owner, admin]) {
      expect(text).toMatch(
        new RegExp(
          `\\*Analytics\\* \\(account ${ACCOUNTS.analytics}\\) · SELECT, DESCRIBE · by \`${id}\`, approved by <@${PEOPLE.bo}>, until <!date`,
        ),
      );
      expect(text).toMatch(/\*Logistics\* \(account \d+\) · DESCRIBE · outside: nobody recorded it/);
      expect(text).toContain('data lake administrator, implicit');
      expect(text).toMatch(/role DataMeshAdminProducer-\d+ of account \d+ · .* · the mesh's own/);
      expect(text).not.toContain('arn:');
    }
  });

  it('is told to others of their own team only', async () => {
    const { text: own } = await ana.answer(CHANNELS.analytics, 'who orders', 'Access of your teams');
    const { text: none } = await fay.answer(CHANNELS.finance, 'who orders', 'None of your teams has access');

    expect(own).toContain(id);
    expect(own).not.toContain('Logistics');
    expect(none).toContain('/mesh request');
    expect(none).not.toContain('Analytics');
  });

  it('offers the nearest names for what is not there, and asks for one where none is named', async () => {
    await ana.answer(CHANNELS.analytics, 'who oders', `Did you mean \`${DATABASE}.orders\``);
    await ana.answer(CHANNELS.analytics, `who ${DATABASE}.order`, `\`${DATABASE}.orders\``);
    await ana.answer(CHANNELS.analytics, 'who', 'Name one table');
    await ana.answer(CHANNELS.analytics, 'who xylophone', '`/mesh find xylophone`');
  });

  it('says why a person can read it, or why not, to those whom it concerns', async () => {
    const { text: own } = await ana.answer(CHANNELS.analytics, 'why @ana orders', 'can read');
    const { text: owner } = await bo.answer(CHANNELS.sales, `why orders @eli`, 'can read');
    const { text: not } = await bo.answer(CHANNELS.sales, 'why @fay orders', 'cannot read');
    const { text: team } = await mia.answer(CHANNELS.sales, 'why @bo orders', 'can read');

    for (const text of [own, owner]) {
      expect(text).toContain(`by \`${id}\`, approved by <@${PEOPLE.bo}>, until`);
    }
    expect(not).toContain('*Finance* · no access: nobody asked for it, ask with `/mesh request orders`');
    expect(team).toContain('is of the team that owns the table');
    await fay.answer(CHANNELS.finance, 'why @ana orders', 'is told to themselves, their team');
    await mia.answer(CHANNELS.sales, 'why @mia orders', 'is in no team that uses data');
  });

  it('is the same by command line, for the mesh and for nobody who owns something else', async () => {
    const cli = laptopCli(laptop, 'Mesh');
    const of = ['--database-name', DATABASE, '--table', 'orders'];

    const text = await cli('who', ...of, '--as', 'mesh', '--ledger-table', 'AwsDataMeshLedger');
    const json = await cli('who', ...of, '--as', 'mesh', '--json');
    const wrong = await cli('who', ...of, '--as', 'consumer');
    const none = await cli('who', '--database-name', DATABASE, '--table', 'oders', '--as', 'mesh');

    const why = await cli('why', '--account-id', ACCOUNTS.analytics, ...of);
    const not = await cli('why', '--account-id', ACCOUNTS.finance, ...of);
    const chain = await cli('why', '--subscription-id', id, '--ledger-table', 'AwsDataMeshLedger');
    const nothing = await cli('why', '--account-id', ACCOUNTS.finance);

    expect(why.out).toContain(`by ${id}`);
    expect(not.out).toContain('No access: ');
    expect(chain.out).toMatch(/decision {2}approve {2}done/);
    expect(chain.out).not.toContain('attempt');
    expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining('--account-id with')]);
    expect(text.out).toContain(
      `${ACCOUNTS.analytics}  SELECT, DESCRIBE  by ${id}, approved by slack:T0MESH/${PEOPLE.bo}, until `,
    );
    expect(text.out).toContain(`${ACCOUNTS.logistics}  DESCRIBE  OUTSIDE`);
    expect(JSON.parse(json.out)).toMatchObject({
      owner: ACCOUNTS.sales,
      database: DATABASE,
      table: 'orders',
    });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--as takes mesh or producer')]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('TABLE_NOT_FOUND')]);
  });
});
