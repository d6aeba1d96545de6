import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type QueueAttributeName, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from '@jest/globals';
import { redriveQueue } from '../../infra/redrive-queue.ts';
import { queueUrl } from '../../local/runtime/laptop-functions.ts';
import type { QueueName } from '../../local/seed/app-resources.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS } from '../../local/seed/workspace.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const SWEEP = 301;
const DELIVERY = 151;
const { laptop, ana, mia } = onALaptop({ isWarm: true });

const queues = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).queues;
const url = (name: QueueName) => queueUrl(laptop.awsUrl, name);

async function count(name: QueueName, attribute: QueueAttributeName): Promise<number> {
  const { Attributes } = await queues().send(
    new GetQueueAttributesCommand({ QueueUrl: url(name), AttributeNames: [attribute] }),
  );
  return Number(Attributes?.[attribute]);
}

async function told(words: string): Promise<readonly string[]> {
  const messages = await mia.messages(CHANNELS.admins);
  return messages.map(({ text }) => text).filter((text) => text.includes(words));
}

/** Lets the next tick come, and waits until its sweep has ended. */
async function sweep(): Promise<void> {
  const before = laptop.clock.now() / 1000;
  await moveClock(laptop, ana, SWEEP);
  await eventually(async () => (await lastSweep()) >= before, 'a sweep');
}

async function lastSweep(): Promise<number> {
  const { Item } = await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).dynamodb.send(
    new GetItemCommand({
      TableName: 'AwsDataMeshSlack',
      Key: marshall({ pk: 'schedule', sk: 'sweep' }),
      ConsistentRead: true,
    }),
  );
  return Number(Item?.['SeenAt']?.N ?? 0);
}

async function poison(): Promise<void> {
  await queues().send(
    new SendMessageCommand({
      QueueUrl: url('jobs'),
      MessageBody: JSON.stringify({ kind: 'no-such-kind' }),
      MessageGroupId: 'poison',
      MessageDeduplicationId: 'poison-1',
    }),
  );
}

it('tells the admins once that a job was set aside and how to hand it over again, and once that none is any more', async () => {
  await poison();
  await eventually(async () => {
    if ((await count('jobs', 'ApproximateNumberOfMessagesNotVisible')) > 0) {
      laptop.clock.advance(DELIVERY);
    }
    return (await count('jobsFailed', 'ApproximateNumberOfMessages')) === 1;
  }, 'a job in the failure queue');

  await sweep();
  await eventually(async () => (await told('1 job was set aside')).length > 0, 'word in the admin channel');
  await sweep();
  await sweep();
  const alarms = await told('set aside');
  expect(alarms).toEqual([expect.stringContaining('`npm run redrive -- jobs`')]);

  await redriveQueue({ queues: queues(), from: url('jobsFailed'), to: url('jobs') });
  await sweep();
  expect(await told('are set aside any more')).toEqual([]);
  await sweep();

  await eventually(async () => (await told('No jobs are set aside any more')).length > 0, 'the end of it');
  expect(await told('set aside')).toHaveLength(2);
});
