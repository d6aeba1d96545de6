import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { runCli } from '../cli/run-cli.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { grantsOf, itemsOf } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson } from '../support/slack-person.ts';

const DAY = 86_400;
const { laptop, ana, eli, bo, noor, fay, mia } = onALaptop({ isWarm: true });

async function waiting(table: string): Promise<{ readonly ts: string; readonly id: string }> {
  const { ts, blocks } = await card(
    bo,
    (message) => hasButton(message, 'mesh.approve') && message.text.includes(`${table} of`),
    `a card about ${table}`,
  );
  const value = /"value":"([^"]+)"/.exec(JSON.stringify(blocks).replaceAll('\\"', '"'))?.[1] ?? '';
  return { ts, id: value.split('|')[0] ?? '' };
}

const approve = async (person: SlackPerson, table: string) =>
  person.action({
    channel: CHANNELS.sales,
    ts: (await waiting(table)).ts,
    action_id: 'mesh.approve',
  });
const told = (person: SlackPerson, part: string) =>
  eventually(async () => {
    const all = [...(await person.ephemerals()), ...(await person.dm()).messages.map(({ text }) => text)];
    return all.find((text) => text.includes(part));
  }, `${person.user} reads "${part}"`);
const arrange = (person: SlackPerson, words: string, answer: string) =>
  person.answer(CHANNELS.sales, `delegate ${words}`, answer);

async function idOf(from: SlackPerson, line: string): Promise<string> {
  const { text } = await from.answer(CHANNELS.sales, 'delegates', line);
  const own = text.split('\n').find((each) => each.includes(line)) ?? '';
  return /`([\w-]{22})`/.exec(own)?.[1] ?? '';
}

it('lets somebody of another team decide what waits already, and names both', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  await waiting('orders');
  await approve(noor, 'orders');
  await told(noor, 'Only approvers of Sales can decide this');

  await arrange(bo, `@noor sales 14d holidays`, `<@${PEOPLE.noor}> decides for <@${PEOPLE.bo}>`);
  await told(noor, 'It counts for what waits already too');
  await noor.answer(CHANNELS.logistics, 'whoami', `decides for <@${PEOPLE.bo}>`);
  await noor.answer(CHANNELS.logistics, 'pending', 'Waiting for your decision');
  await approve(noor, 'orders');

  await card(
    bo,
    ({ text }) =>
      text.includes(`Approved by <@${PEOPLE.noor}> for <@${PEOPLE.bo}>`) && text.includes('Granted 1 of 1'),
    'a card that names both',
  );
  expect((await grantsOf(laptop, ACCOUNTS.analytics)).join()).toContain('orders');
  const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
  expect(rows.filter(({ Kind }) => Kind === 'approve')).toMatchObject([
    { By: `slack:T0MESH/${PEOPLE.noor}`, OnBehalf: `slack:T0MESH/${PEOPLE.bo}` },
  ]);
  expect(rows.filter(({ pk }) => pk === 'delegations#T0MESH')).toHaveLength(1);
});

it('A delegation gives the requester, and everybody of the team that asks, nothing', async () => {
  await arrange(bo, `@ana 14d`, `<@${PEOPLE.ana}> decides for <@${PEOPLE.bo}>`);
  await arrange(bo, `@eli 14d`, `<@${PEOPLE.eli}> decides for <@${PEOPLE.bo}>`);
  await ask(ana, CHANNELS.analytics, { tables: ['customers'] });

  await approve(ana, 'customers');
  await approve(eli, 'customers');

  await told(ana, 'Only approvers of Sales can decide this');
  await told(eli, 'Only approvers of Sales can decide this');
  expect((await grantsOf(laptop, ACCOUNTS.analytics)).join()).not.toContain('customers');
});

it('A delegation cannot be handed on', async () => {
  await arrange(noor, `@fay 14d`, `<@${PEOPLE.fay}> decides for <@${PEOPLE.noor}>`);

  await approve(fay, 'customers');

  await told(fay, 'Only approvers of Sales can decide this');
});

it('refuses guests, oneself, an end in the past, and people who decide nothing, each with what to do', async () => {
  await arrange(bo, `@gus 14d`, 'cannot stand in');
  await arrange(bo, `@bo 14d`, 'Nobody stands in for themselves');
  await arrange(bo, `@noor 2020-01-01..2020-02-01`, 'This time is over already');
  await arrange(bo, `@noor 2027-01-01..`, 'Name the last day too');
  await arrange(bo, 'noor', 'Say who stands in, and from when to when');
  await arrange(bo, `@noor no such thing 14d`, 'neither a team that owns data nor a product');
  await arrange(ana, `@noor 14d`, 'decides nothing there');
  await arrange(ana, `@noor for @bo 14d`, 'Only mesh admins can do this');
});

it('is arranged, listed and ended by command line, through the app, which alone writes the ledger', async () => {
  const { accessKeyId, secretAccessKey } = laptop.seeded.admins.mesh;
  const identity = {
    AccountId: ACCOUNTS.mesh,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
  };
  const cli = (...argv: readonly string[]) =>
    runCli([
      'delegate',
      ...argv,
      ...['--workspace', 'T0MESH', '--endpoint-url', laptop.awsUrl, '--region', 'us-east-1'],
      ...['--data-mesh-account-id', ACCOUNTS.mesh, '--use-credentials', JSON.stringify(identity)],
    ]);

  expect(await cli('add', '--from', PEOPLE.ana, '--to', PEOPLE.fay, '--days', '30d')).toMatchObject({
    code: 2,
  });
  const made = await cli('add', '--from', PEOPLE.bo, '--to', PEOPLE.fay, '--days', '30d');
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('U0FAY decides for U0BO') });
  const [id = ''] = made.out.split(' ');
  expect((await cli('list')).out).toContain(id);
  await told(fay, `<@${PEOPLE.fay}> decides for <@${PEOPLE.bo}>`);

  expect(await cli('end', id)).toMatchObject({ code: 0 });
  expect((await cli('list')).out).not.toContain(id);
});

it('is arranged for others by a mesh admin, ends when somebody ends it, and ends by the clock', async () => {
  const id = await idOf(bo, `<@${PEOPLE.noor}> decides for <@${PEOPLE.bo}>`);
  await arrange(ana, `end ${id}`, 'can end this. Nothing was changed');
  await arrange(bo, `end ${id}`, 'That is over now');
  await approve(noor, 'customers');
  await eventually(
    async () =>
      (await noor.ephemerals()).filter((text) => text.includes('Only approvers of Sales can decide this'))
        .length === 2,
    'a second refusal',
  );

  await arrange(mia, `@noor for @bo retail orders 1d`, `<@${PEOPLE.noor}> decides for <@${PEOPLE.bo}>`);
  await told(bo, `Arranged by <@${PEOPLE.mia}>`);
  await moveClock(laptop, noor, DAY + 60);
  await approve(noor, 'customers');

  await eventually(
    async () =>
      (await noor.ephemerals()).filter((text) => text.includes('Only approvers of Sales can decide this'))
        .length === 3,
    'a third refusal',
  );
  expect((await grantsOf(laptop, ACCOUNTS.analytics)).join()).not.toContain('customers');
});
