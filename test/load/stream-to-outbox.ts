import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { AwsOptions } from '../../local/aws/start-aws.ts';
import { TABLES } from '../../local/seed/app-resources.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { createClients } from '../../src/mesh/aws/clients.ts';
import { libraryRequest } from '../support/library-request.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';
import { type Row, seriesOf } from './measure.ts';

const RECORDS = 10;
/** Each is a line in the thread besides the card, and Slack takes about one message a second in a channel. */
const CHANGES = 100;
const PER_SECOND = 50;
const DRAIN_MS = 180_000;

export interface OutboxWatch {
  readonly onCall: NonNullable<AwsOptions['onCall']>;
  /** When the outbox took the message that shows this mark, by `performance.now()`. */
  at(mark: string): number | undefined;
}

function isOutbox(input: unknown): boolean {
  return z.object({ TableName: z.literal(TABLES.slack) }).safeParse(input).success;
}

/** Notes when each change came into the outbox. */
export function createOutboxWatch(): OutboxWatch {
  const seen = new Map<string, number>();
  return {
    onCall({ service, operation, input }) {
      // The bench writes the same words into the record: only what the app keeps for Slack counts.
      if (service === 'dynamodb' && operation === 'UpdateItem' && isOutbox(input)) {
        for (const [mark] of JSON.stringify(input).matchAll(/bench change \d+\./g)) {
          seen.set(mark, seen.get(mark) ?? performance.now());
        }
      }
    },
    at: (mark) => seen.get(mark),
  };
}

/**
 * Changes ten requests fifty times a second, as the library could, and looks how long each change takes to the outbox, and how long Slack, with its
 * limits on, takes to show the newest state of all.
 */
export async function benchStream(laptop: Laptop, watch: OutboxWatch): Promise<readonly Row[]> {
  const { documents } = createClients(
    { region: 'us-east-1', endpoint: laptop.awsUrl },
    async () => laptop.seeded.admins.mesh,
  );
  const bo = slackPerson(laptop.url, PEOPLE.bo);
  const before = (await bo.messages(CHANNELS.sales)).length;
  for (let index = 0; index < RECORDS; index += 1) {
    await documents.send(new PutCommand({ TableName: TABLES.subscriptions, Item: request(index) }));
  }
  const cards = async () =>
    (await bo.messages(CHANNELS.sales)).slice(before).filter(({ threadTs }) => threadTs === undefined);
  await eventually(async () => (await cards()).length === RECORDS, 'a card for each request', DRAIN_MS);

  const written = new Map<string, number>();
  const sent: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let index = 0; index < CHANGES; index += 1) {
    const due = begin + (index * 1000) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const mark = `bench change ${index}.`;
    sent.push(documents.send(change(index, mark)).then(() => written.set(mark, performance.now())));
  }
  await Promise.all(sent);
  const end = performance.now();
  const newest = Array.from({ length: RECORDS }, (_, index) => `bench change ${CHANGES - RECORDS + index}.`);
  await eventually(async () => newest.every((mark) => watch.at(mark) !== undefined), 'the outbox', DRAIN_MS);
  const waits = [...written].flatMap(([mark, at]) => {
    const kept = watch.at(mark);
    return kept === undefined ? [] : [Math.max(0, kept - at)];
  });
  const shown = async (): Promise<number> => {
    const text = JSON.stringify(await cards());
    return newest.filter((mark) => text.includes(mark)).length;
  };
  // What is not shown by then stands in the table as not reached; it must not cost the other measurements.
  await eventually(
    async () => (await shown()) === RECORDS || undefined,
    'the newest state on every card',
    DRAIN_MS,
  ).catch(() => undefined);
  const drain = (performance.now() - end) / 1000;
  const count = (await cards()).length;
  const { median, p99 } = seriesOf(waits);
  return [
    {
      what: `stream record to outbox at ${PER_SECOND} changes a second (${CHANGES} changes of ${RECORDS} requests)`,
      measured: `median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${waits.length} of ${CHANGES} came through`,
      target: 'under 1 s, all',
      reached: p99 < 1000 && waits.length === CHANGES,
    },
    {
      what: 'the same with Slack’s limits on: newest state on every card',
      measured: `${await shown()} of ${RECORDS}, ${count} cards, ${drain.toFixed(0)} s after the last change`,
      target: 'all, one card each',
      reached: count === RECORDS && (await shown()) === RECORDS,
    },
  ];
}

const idOf = (index: number): string => `BenchStreamRequest${String(index).padStart(4, '2')}`;

function request(index: number): Record<string, unknown> {
  return { ...libraryRequest(idOf(index)), Reason: 'bench start' };
}

/** Other permissions each time, since a card is renewed where what is asked for has changed. */
function change(index: number, mark: string): UpdateCommand {
  return new UpdateCommand({
    TableName: TABLES.subscriptions,
    Key: { SubscriptionId: idOf(index % RECORDS) },
    UpdateExpression: 'SET Reason = :reason, RequestedGrants = :grants, UpdatedDate = :date',
    ExpressionAttributeValues: {
      ':grants':
        Math.floor(index / RECORDS) % 2 === 0 ? ['SELECT', 'DESCRIBE', 'INSERT'] : ['SELECT', 'DESCRIBE'],
      ':reason': mark,
      ':date': new Date().toISOString().slice(0, 19).replace('T', ' '),
    },
  });
}
