import { GetDataCellsFilterCommand, UpdateDataCellsFilterCommand } from '@aws-sdk/client-lakeformation';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { laptopCli } from '../support/laptop-cli.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const DATABASE = `sales-${ACCOUNTS.sales}`;
const CHOICE = 'mesh.review.choice';
const WORDS = 'mesh.words';
const CELLS = {
  TableCatalogId: ACCOUNTS.mesh,
  DatabaseName: DATABASE,
  TableName: 'orders',
  Name: 'mesh-rows-eu-customers',
};
const { laptop, ana, bo } = onALaptop();

const lake = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation;
const expressionInAws = async () =>
  (await lake().send(new GetDataCellsFilterCommand(CELLS))).DataCellsFilter?.RowFilter?.FilterExpression;

const theId = async () => String((await subscriptions(laptop))[0]?.['SubscriptionId']);
const viewWith = (words: string) =>
  eventually(
    async () =>
      (await bo.state()).views[PEOPLE.bo]?.find((view) => JSON.stringify(view.blocks).includes(words)),
    `a form of Bo with ${words}`,
  );
const answerWith = (person: SlackPerson, user: string, words: string) =>
  eventually(
    async () =>
      (await person.state()).ephemerals.findLast(
        (each) => each.user === user && JSON.stringify([each.text, each.blocks]).includes(words),
      ),
    `an answer with ${words}`,
  );
const written = (expression: string) => ({
  'row-filter-expression': { [WORDS]: expression },
  'row-filter-description': { [WORDS]: 'Customers in the EU' },
});

it('prepares rows in Slack, and says in the form what AWS would not take', async () => {
  await bo.answer(
    CHANNELS.sales,
    'filters nonsense',
    'No table of your teams is called “nonsense”. Type a table or part of its name, for example `/mesh filters',
  );
  await bo.command(CHANNELS.sales, '/mesh filters');
  const empty = await answerWith(bo, PEOPLE.bo, 'none yet');
  await bo.action({
    channel: CHANNELS.sales,
    ts: empty.ts,
    action_id: 'mesh.row-filter.open',
    value: JSON.stringify({ words: '' }),
  });
  const blank = await viewWith('row-filter-expression');
  const place = {
    'row-filter-table': { [WORDS]: `${DATABASE}.orders` },
    'row-filter-name': { [WORDS]: 'eu-customers' },
  };
  await bo.submit(blank.id, { ...place, ...written("land = 'EU'") });
  const faulty = await viewWith('There is no column land');
  await bo.submit(faulty.id, { ...place, ...written("region = 'EU'") });
  await viewWith('Saved: ');
  expect(await expressionInAws()).toBe("region = 'EU'");
});

it('gives these rows alone, and says so to everybody', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  const waiting = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  await bo.action({ channel: CHANNELS.sales, ts: waiting.ts, action_id: 'mesh.review' });
  const form = await viewWith('rows-orders');
  expect(JSON.stringify(form.blocks)).toContain('Customers in the EU');
  await bo.submit(form.id, { 'rows-orders': { [CHOICE]: ['eu-customers'] } });
  const granted = await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  expect(granted.text).toContain('Rows: orders: only rows “eu-customers”.');
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([
    `${DATABASE}.orders: DESCRIBE`,
    `${DATABASE}.orders[mesh-rows-eu-customers]: SELECT`,
    `${DATABASE}: DESCRIBE`,
  ]);
  await eventually(
    async () => (await ana.dm()).messages.some(({ text }) => text.includes('only rows “eu-customers”')),
    'a DM that names the rows',
  );

  const id = await theId();
  await ana.command(CHANNELS.analytics, `/mesh import ${id}`);
  const step = await answerWith(ana, PEOPLE.ana, 'mesh.import');
  await ana.action({ channel: CHANNELS.analytics, ts: step.ts, action_id: 'mesh.import' });
  await eventually(
    async () => (await subscriptions(laptop)).find((each) => each['ImportedToConsumer'] === true),
    'the import',
  );
  await bo.command(CHANNELS.sales, `/mesh history ${id}`);
  await answerWith(bo, PEOPLE.bo, 'orders: only rows “eu-customers”');
});

it('names whom a change hits before it is made, and keeps what is in use', async () => {
  const id = await theId();
  await bo.command(CHANNELS.sales, `/mesh filters ${DATABASE}.orders`);
  const listed = await answerWith(bo, PEOPLE.bo, 'Used by one access');
  const filter = JSON.stringify({ database: DATABASE, table: 'orders', name: 'eu-customers' });
  await bo.action({
    channel: CHANNELS.sales,
    ts: listed.ts,
    action_id: 'mesh.row-filter.delete',
    value: filter,
  });
  await answerWith(bo, PEOPLE.bo, 'is in use');
  await bo.action({
    channel: CHANNELS.sales,
    ts: listed.ts,
    action_id: 'mesh.row-filter.open',
    value: filter,
  });
  const change = await viewWith('eu-customers');
  await bo.submit(change.id, written("region IN ('EU', 'UK')"));
  const hit = await viewWith(id);
  expect(JSON.stringify(hit)).toContain('Change for all');
  expect(await expressionInAws()).toBe("region = 'EU'");
  await bo.submit(hit.id, written("region IN ('EU', 'UK')"));
  await viewWith('Saved: ');
  expect(await expressionInAws()).toBe("region IN ('EU', 'UK')");
});

it('finds a filter that somebody edited in AWS, and puts it back', async () => {
  await lake().send(
    new UpdateDataCellsFilterCommand({
      TableData: { ...CELLS, RowFilter: { FilterExpression: "region <> ''" }, ColumnWildcard: {} },
    }),
  );
  await bo.command(CHANNELS.sales, '/mesh drift');
  const drift = await answerWith(bo, PEOPLE.bo, 'was changed in AWS past');
  const [, finding = ''] = /mesh repair ([0-9a-f]{12}) repair/.exec(drift.text) ?? [];
  await bo.command(CHANNELS.sales, `/mesh repair ${finding} repair`);
  await answerWith(bo, PEOPLE.bo, 'Mended (repair)');
  expect(await expressionInAws()).toBe("region IN ('EU', 'UK')");
});

it('is changed by command line through the app, which finds no difference after that', async () => {
  const cli = laptopCli(laptop, 'Mesh', 'Producer');
  const place = ['--database-name', DATABASE, '--table-name', 'orders', '--name', 'eu-customers'];
  const save = (...more: readonly string[]) =>
    cli('row-filter', 'save', ...place, '--expression', "region = 'UK'", ...more);

  const refused = await save();
  const saved = await save('--confirm', await theId());

  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('is in use')]);
  expect([saved.code, saved.out]).toEqual([
    0,
    expect.stringContaining("eu-customers of orders: region = 'UK'"),
  ]);
  expect(await expressionInAws()).toBe("region = 'UK'");
  await bo.answer(CHANNELS.sales, 'drift', 'No differences found');
  await bo.command(CHANNELS.sales, `/mesh history ${DATABASE}.orders`);
  await answerWith(bo, PEOPLE.bo, 'administrator');
  const kept = await cli('row-filter', 'delete', ...place);
  expect([kept.code, kept.out]).toEqual([1, expect.stringContaining('is in use')]);
});

it('gives all rows again, and takes everything away at the end', async () => {
  const id = await theId();
  await bo.command(CHANNELS.sales, `/mesh modify ${id}`);
  const status = await answerWith(bo, PEOPLE.bo, 'mesh.modify');
  await bo.action({ channel: CHANNELS.sales, ts: status.ts, action_id: 'mesh.modify' });
  const modify = await viewWith('rows-orders');
  await bo.submit(modify.id, {
    'rows-orders': { [CHOICE]: [] },
    'modify-note': { [CHOICE]: 'All regions from now on' },
  });
  await eventually(
    async () => (await grantsOf(laptop, ACCOUNTS.analytics)).includes(`${DATABASE}.orders: SELECT`),
    'all rows',
  );
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toHaveLength(3);

  await bo.command(CHANNELS.sales, `/mesh revoke ${id}`);
  const last = await answerWith(bo, PEOPLE.bo, 'mesh.revoke');
  await bo.action({ channel: CHANNELS.sales, ts: last.ts, action_id: 'mesh.revoke' });
  const why = await viewWith('revoke-reason');
  await bo.submit(why.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The project is over now' } });
  await eventually(async () => (await grantsOf(laptop, ACCOUNTS.analytics)).length === 0, 'nothing left');
});

it('shows and makes filters only for those who decide', async () => {
  await ana.command(CHANNELS.analytics, '/mesh filters');
  await answerWith(ana, PEOPLE.ana, 'you decide for none');
});
