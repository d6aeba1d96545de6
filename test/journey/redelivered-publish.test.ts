import { GetTablesCommand } from '@aws-sdk/client-glue';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { queueUrl } from '../../local/runtime/laptop-functions.ts';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { aLaptop } from '../support/laptop.ts';
import { itemsOf } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

/** Seconds after which the queue delivers a job again whose worker died. */
const VISIBILITY = 151;
const DATABASE = `campaigns-${ACCOUNTS.sales}`;
let laptop: Laptop;
let bo: SlackPerson;
/** The job as the public function sent it. */
let sent: string | undefined;
/** Tables that the worker made in the mesh; it is killed after the first. */
let made = 0;

beforeAll(async () => {
  laptop = await aLaptop({
    onAwsCall: ({ operation, account, input, error }) => {
      const body: unknown = Object(input)['MessageBody'];
      if (operation === 'SendMessage' && String(body).includes('"kind":"publish"')) {
        sent ??= String(body);
      }
      if (
        operation === 'CreateTable' &&
        error === undefined &&
        account === ACCOUNTS.mesh &&
        Object(input)['DatabaseName'] === DATABASE
      ) {
        made += 1;
        if (made === 1) {
          laptop.functions.fulfilment.kill();
        }
      }
    },
  });
  bo = slackPerson(laptop.url, PEOPLE.bo);
});
afterAll(() => laptop?.close());

const clients = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
const told = async () =>
  (await bo.dm()).messages.filter(({ text }) => text.includes('click counts')).map(({ text }) => text);
const news = async () =>
  (await bo.messages(CHANNELS.sales)).map(({ text }) => text).filter((text) => text.includes('click counts'));

/** Whether nothing is waiting in a queue of the app, and nobody is at work on anything from it. */
async function isEmpty(name: 'jobs' | 'deliveries'): Promise<boolean> {
  const { Attributes = {} } = await clients().queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(laptop.awsUrl, name),
      AttributeNames: ['All'],
    }),
  );
  return (
    Attributes['ApproximateNumberOfMessages'] === '0' &&
    Attributes['ApproximateNumberOfMessagesNotVisible'] === '0' &&
    Attributes['ApproximateNumberOfMessagesDelayed'] === '0'
  );
}

async function outcome() {
  const { TableList = [] } = await clients().glue.send(new GetTablesCommand({ DatabaseName: DATABASE }));
  const rows = await itemsOf(laptop, 'AwsDataMeshLedger');
  return {
    tables: TableList.map(({ Name }) => Name).sort(),
    told: await told(),
    news: await news(),
    // Each event has a row in every partition in which it is looked for; the month has them all once.
    attempts: rows.filter(({ pk, Action }) => String(pk).startsWith('month#') && Action === 'publish').length,
  };
}

it('goes on with a publication whose worker died, and tells it in one message', async () => {
  await bo.command(CHANNELS.sales, '/mesh publish campaigns');
  const shows = (words: string) =>
    eventually(async () => {
      const view = await bo.view();
      return JSON.stringify(view).includes(words) && view;
    }, `a form with ${words}`);
  const { id: view_id } = await shows('3 tables will be published');
  await bo.action({ view_id, action_id: 'mesh.publish.pattern', value: 'clicks_.*' });
  await shows('2 tables will be published');
  await bo.submit(view_id, {
    'publish-product': { 'mesh.publish.field': 'click counts' },
    'publish-domain': { 'mesh.publish.field': 'marketing' },
  });

  await eventually(async () => made > 0, 'the first table in the mesh');
  // A message that is on its way while the clock jumps would count as one that nobody delivers, and be posted anew.
  await eventually(async () => (await told()).length > 0, 'a message that it goes on');
  await eventually(() => isEmpty('deliveries'), 'everything so far to be delivered');
  laptop.clock.advance(VISIBILITY);

  await eventually(
    async () => (await told()).some((text) => text.includes('is published with 2 tables')),
    'a message that it is published',
  );
  await eventually(async () => (await news()).length > 0, 'news in the channel of the team');
  expect(await outcome()).toEqual({
    tables: ['clicks_daily', 'clicks_hourly'],
    told: [expect.stringContaining('clicks_daily and clicks_hourly')],
    news: [expect.stringContaining(`<@${PEOPLE.bo}> published`)],
    attempts: 1,
  });
}, 180_000);

it('changes and tells nothing when the job comes once more after its end', async () => {
  const before = await outcome();

  await clients().queues.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(laptop.awsUrl, 'jobs'),
      MessageBody: String(sent),
      MessageGroupId: 'delivered-again',
      MessageDeduplicationId: 'delivered-again',
    }),
  );
  await eventually(() => isEmpty('jobs'), 'the job to be done');
  await eventually(() => isEmpty('deliveries'), 'everything to be delivered');

  expect(before.attempts).toBe(1);
  expect(await outcome()).toEqual(before);
}, 180_000);
