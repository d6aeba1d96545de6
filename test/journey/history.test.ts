import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { click, postSigned } from '../support/signed-request.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;

describe('who did what', () => {
  const { laptop, ana, bo, mia } = onALaptop();
  let id: string;

  beforeAll(async () => {
    await ask(ana, CHANNELS.analytics, { tables: ['orders'], reason: '=1+1, he said "go"' });
    const { ts } = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    await ana.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
    await eventually(
      async () => (await ana.ephemerals()).find((text) => text.includes('Only approvers of')),
      'a refusal',
    );
    await bo.action({ channel: CHANNELS.sales, ts, action_id: 'mesh.approve' });
    await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
    id = String((await subscriptions(laptop))[0]?.['SubscriptionId']);
  }, 300_000);

  const cli = laptopCli(laptop, 'Mesh');

  it('is told of a request, its refused click and what AWS did among it, to both teams', async () => {
    const { text: history } = await ana.answer(CHANNELS.sales, `history ${id}`, '*approved*');

    expect(history).toContain(`<@${PEOPLE.ana}> tried to approve`);
    expect(history).toContain('*refused* (NOT_APPROVER)');
    expect(history).toContain(`<@${PEOPLE.bo}> *approved*`);
    expect(history).toContain('Granted SELECT, DESCRIBE: orders');
  });

  it('is told of a table to its owners, and of a person to that person and to mesh admins, and to nobody else', async () => {
    const { text: table } = await bo.answer(CHANNELS.sales, `history ${DATABASE}.orders`, 'Granted');
    const { text: stranger } = await ana.answer(
      CHANNELS.sales,
      `history ${DATABASE}.orders`,
      'There is no table',
    );
    const { text: own } = await ana.answer(CHANNELS.sales, `history @ana`, 'NOT_APPROVER');
    const { text: other } = await ana.answer(CHANNELS.sales, `history @bo`, 'Only mesh admins');
    const { text: admin } = await mia.answer(CHANNELS.sales, `history @bo`, '*approved*');

    expect(table).toContain('orders');
    expect([stranger, other].join()).not.toContain('*approved*');
    expect(own).toContain('*asked*');
    expect(admin).toContain(`<@${PEOPLE.bo}>`);
  });

  it('explains an access by what it rests on, without the clicks that changed nothing', async () => {
    const { text: why } = await ana.answer(CHANNELS.sales, `why ${id}`, 'Granted SELECT, DESCRIBE: orders');

    expect(why).toContain(`<@${PEOPLE.bo}> *approved*`);
    expect(why).not.toContain('NOT_APPROVER');
    await ana.answer(CHANNELS.sales, 'why @bo', 'Add the id of a request, for example');
    await ana.answer(CHANNELS.sales, 'why orders', 'who can read a table says `/mesh who orders`');
    await mia.answer(CHANNELS.admins, 'export xml', 'Type for example `/mesh export csv');
  });

  it('says what can be typed where it was asked wrongly', async () => {
    await ana.answer(CHANNELS.sales, 'history', 'the id of a request, a table');
    await ana.answer(CHANNELS.sales, `history ${id} yesterday`, '2026-01-01..2026-03-31');
  });

  it('goes back page by page with Earlier, and asks again with each page who may see it', async () => {
    // Kept from something more often than a page has lines; the jobs of one person run in order.
    for (let tries = 0; tries < 26; tries += 1) {
      await ana.command(CHANNELS.sales, '/mesh export');
    }
    const newest = await ana.answer(CHANNELS.sales, 'history @ana', 'History of');
    expect(newest.text.match(/tried to export/g)?.length).toBeGreaterThan(5);
    expect(newest.text).not.toContain('*asked*');
    expect(newest.text).toContain('Earlier events: the button, or an earlier period');
    const earlier = newest.blocks
      ?.flatMap(({ elements = [] }) => elements)
      .find(({ action_id }) => action_id === 'mesh.history.more');

    await ana.action({ channel: CHANNELS.sales, ts: newest.ts, action_id: 'mesh.history.more' });
    const oldest = await eventually(
      async () =>
        (await ana.state()).ephemerals.find(
          (each) =>
            each.user === PEOPLE.ana && each.ts > newest.ts && each.text.includes('That is the beginning.'),
        ),
      'the earlier page',
    );
    const noor = slackPerson(laptop.url, PEOPLE.noor);
    const turned = click({
      user: PEOPLE.noor,
      channel: CHANNELS.sales,
      ts: newest.ts,
      actionId: 'mesh.history.more',
      value: earlier?.value ?? '',
    });
    expect((await postSigned(laptop, turned)).status).toBe(200);

    expect(oldest.text).toContain('*asked*');
    expect(oldest.text).toContain('tried to approve');
    expect(JSON.stringify(oldest.blocks)).not.toContain('mesh.history.more');
    const refused = await eventually(
      async () =>
        // Whom Slack cannot answer where they clicked, the app writes to.
        [...(await noor.ephemerals()), ...(await noor.dm()).messages.map(({ text }) => text)].find((text) =>
          text.includes('Only mesh admins'),
        ),
      'a refusal for somebody else',
    );
    expect(refused).not.toContain('*asked*');
  }, 180_000);

  it('outlives what somebody writes over the record', async () => {
    await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb.send(
      new UpdateItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Key: { SubscriptionId: { S: id } },
        UpdateExpression: 'SET Notes = :notes REMOVE Fulfilment, Version, RequestedBy',
        ExpressionAttributeValues: { ':notes': { SS: ['written by the library'] } },
      }),
    );

    const { text: history } = await bo.answer(CHANNELS.sales, `history ${id}`, '*approved*');

    expect(history).toContain('NOT_APPROVER');
  });

  it('comes as a file to mesh admins alone, in which no cell begins a formula; that is kept too', async () => {
    await ana.answer(CHANNELS.sales, 'export', 'Only mesh admins');
    await mia.answer(CHANNELS.sales, 'export csv', 'The file comes as a direct message from Mesh');

    const message = await eventually(
      async () => (await mia.dm()).messages.find((each) => each.text.includes('What happened in the mesh')),
      'a DM with the file',
    );
    const [file] = JSON.parse(JSON.stringify(message)).files;
    const text = await (await fetch(file.url_private_download)).text();
    const [head = [], ...rows] = parseCsv(text);
    const cell = (row: readonly string[], name: string) => row[head.indexOf(name)];

    expect(rows.some((row) => cell(row, 'code') === 'NOT_APPROVER' && cell(row, 'name') === 'ana')).toBe(
      true,
    );
    expect(rows.map((row) => cell(row, 'note'))).toContain(`'=1+1, he said "go"`);
    expect(rows.flat().filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
    await mia.answer(CHANNELS.sales, `history @mia`, '*exported the history*');
  });

  it('says what to do where Slack takes no file or no message to the admin', async () => {
    for (const [operation, code, words] of [
      ['files.getUploadURLExternal', 'missing_scope', 'the scope `files:write` is missing'],
      ['chat.postMessage', 'messages_tab_disabled', 'does not let Mesh write to you directly'],
      ['files.completeUploadExternal', 'some_other_code', 'did not take the file (some_other_code)'],
    ] as const) {
      const answer = await fetch(`${laptop.url}/_sim/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ target: 'slack', operation, kind: 'error', count: 1, code }),
      });
      expect(answer.status).toBe(200);
      const { text } = await mia.answer(CHANNELS.sales, 'export json', words);
      expect(text).toContain('`data-mesh-cli export`');
    }
  });

  it('is the same by command line, which says so where there is no ledger', async () => {
    const ledger = ['--ledger-table', 'AwsDataMeshLedger'];
    const output = path.join(mkdtempSync(path.join(tmpdir(), 'mesh-history-')), 'all.json');

    const none = await cli('history', '--subscription-id', id);
    const history = await cli('history', ...ledger, '--subscription-id', id, '--json');
    const table = await cli('history', ...ledger, '--table', `${DATABASE}.orders`);
    const exported = await cli('export', ...ledger, '--format', 'json', '--output', output);
    const nowhere = await cli('export', ...ledger, '--output', path.join(output, 'no', 'such'));

    expect([none.code, none.err]).toEqual([2, expect.stringContaining('--ledger-table')]);
    expect(JSON.parse(history.out)).toEqual(
      expect.arrayContaining([expect.objectContaining({ action: 'approve', source: 'decision' })]),
    );
    expect(table.out).toMatch(/orders: Granted .*\[[\w-]+/);
    expect(exported.code).toBe(0);
    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'NOT_APPROVER' })]),
    );
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('cannot be written')]);
  });
});
