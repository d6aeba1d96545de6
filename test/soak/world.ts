import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { queueUrl } from '../../local/runtime/laptop-functions.ts';
import { REGION } from '../../local/seed/accounts.ts';
import { TABLES } from '../../local/seed/app-resources.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import type { Laptop } from '../../local/start.ts';
import { type AwsClients, createClients } from '../../src/mesh/aws/clients.ts';
import type { Random } from './random.ts';

/** A job as it was sent, to be sent once more. */
export interface SentJob {
  readonly body: string;
  readonly group: string;
}

/** The running product, which is replaced when it is restarted, and what a soak keeps of it. */
export interface World {
  laptop: Laptop;
  readonly random: Random;
  readonly sentJobs: SentJob[];
  /** 1 on a machine of its own; how many times longer everything is waited for on a loaded one. */
  readonly patience: number;
  restart(): Promise<void>;
}

const KEPT_JOBS = 200;

/** Remembers the last jobs that the product sent. */
export function rememberJob(jobs: SentJob[], operation: string, input: unknown): void {
  if (operation !== 'SendMessage') {
    return;
  }
  const { QueueUrl = '', MessageBody = '', MessageGroupId = '' } = Object(input);
  if (String(QueueUrl).endsWith('data-mesh-jobs.fifo')) {
    jobs.push({ body: String(MessageBody), group: String(MessageGroupId) });
    jobs.splice(0, Math.max(0, jobs.length - KEPT_JOBS));
  }
}

export function clients({ laptop }: Pick<World, 'laptop'>): AwsClients {
  return createClients({ region: REGION, endpoint: laptop.awsUrl }, async () => laptop.seeded.admins.mesh);
}

/** Sends a job again as if the queue had forgotten that it did. */
export async function sendAgain(world: World, job: SentJob, id: string): Promise<void> {
  const { queues } = clientsFor(world.laptop.awsUrl, world.laptop.seeded.admins.mesh);
  await queues.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(world.laptop.awsUrl, 'jobs'),
      MessageBody: job.body,
      MessageGroupId: job.group,
      MessageDeduplicationId: id,
    }),
  );
}

export async function itemOf(
  world: World,
  table: 'subscriptions' | 'slack',
  Key: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { Item } = await clients(world).documents.send(
    new GetCommand({ TableName: TABLES[table], Key: { ...Key }, ConsistentRead: true }),
  );
  return Item;
}

/** Every item, page by page. */
export async function everyItem(
  world: World,
  table: 'subscriptions' | 'slack' | 'ledger',
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const found: Record<string, unknown>[] = [];
  const pages = paginateScan(
    { client: clients(world).documents },
    { TableName: TABLES[table], ConsistentRead: true },
  );
  for await (const { Items = [] } of pages) {
    found.push(...Items);
  }
  return found;
}
