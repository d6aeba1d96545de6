import { GetCrawlerCommand } from '@aws-sdk/client-glue';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeAll, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const ROLE = `arn:aws:iam::${ACCOUNTS.sales}:role/crawler`;
const { laptop, bo } = onALaptop();

beforeAll(async () => {
  const { iam } = clientsFor(laptop.awsUrl, laptop.seeded.admins.sales);
  const trust = { Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new CreateRoleCommand({ RoleName: 'crawler', AssumeRolePolicyDocument: document(trust) }));
  // As the account's set-up gives it with --crawler-role-arn.
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'DataMeshProducer',
      PolicyName: 'PassCrawlerRole',
      PolicyDocument: document({ Effect: 'Allow', Action: 'iam:PassRole', Resource: ROLE }),
    }),
  );
});

/** Publishes one table, as a person would. */
async function publish(fields: Readonly<Record<string, unknown>>) {
  await bo.closeViews();
  await bo.command(CHANNELS.sales, '/mesh publish campaigns');
  const { id } = await eventually(async () => {
    const view = await bo.view();
    return JSON.stringify(view).includes('tables will be published') && view;
  }, 'a form with a preview');
  return bo.submit(id, {
    'publish-pattern': { 'mesh.publish.pattern': 'clicks_daily' },
    'publish-product': { 'mesh.publish.field': 'click counts' },
    ...fields,
  });
}

const boReads = (words: string) =>
  eventually(
    async () => (await bo.dm()).messages.find(({ text }) => text.includes(words)),
    `a DM with ${words}`,
  );

it('refuses a schedule without a role at its field, and one that is none before anything is published', async () => {
  const sent = await publish({ 'publish-schedule': { 'mesh.publish.field': 'cron(0 3 * * ? *)' } });
  expect(sent['errors']).toEqual({ 'publish-role': expect.stringContaining('Crawlers need a role') });

  await publish({
    'publish-cron': { 'mesh.publish.field': 'cron(0 3 * * *)' },
    'publish-role': { 'mesh.publish.field': 'crawler' },
  });
  await boReads('It has 5 parts and needs 6');
  await bo.answer(CHANNELS.sales, 'products click', 'none');
});

it('makes crawlers with the schedule and the role, and shows them with the product', async () => {
  await publish({
    'publish-schedule': { 'mesh.publish.field': 'cron(0 3 * * ? *)' },
    'publish-role': { 'mesh.publish.field': 'crawler' },
  });
  await boReads('is published with one table');

  const { glue } = clientsFor(laptop.awsUrl, laptop.seeded.admins.sales);
  const Name = `campaigns-${ACCOUNTS.sales}-clicks_daily`;
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name }));
  expect(Crawler).toMatchObject({
    Role: expect.stringContaining('crawler'),
    DatabaseName: 'campaigns',
    Schedule: { ScheduleExpression: 'cron(0 3 * * ? *)' },
  });
  const shown = await bo.answer(CHANNELS.sales, 'products click', 'click counts');
  expect(JSON.stringify(shown.blocks)).toContain('crawlers run `cron(0 3 ');
});
