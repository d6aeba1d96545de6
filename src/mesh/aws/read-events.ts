import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { InvalidRequestError } from '../errors.ts';
import type { EventFilter, LedgerEvent } from '../ledger/event.ts';
import type { Clock } from '../ports.ts';
import {
  monthPartition,
  personPartition,
  sortRange,
  subscriptionPartition,
  tablePartition,
  teamPartition,
  toEvent,
} from './ledger-rows.ts';
import { queryRows } from './query-rows.ts';

/** See `Ledger.events`. */
export async function* readEvents(
  documents: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
  filter: EventFilter,
): AsyncIterable<LedgerEvent> {
  for (const pk of partitionsOf(filter)) {
    yield* readPartition(documents, clock, table, pk, filter);
  }
}

async function* readPartition(
  documents: DynamoDBDocumentClient,
  clock: Clock,
  TableName: string,
  pk: string,
  { from, to, newestFirst = false }: EventFilter,
): AsyncIterable<LedgerEvent> {
  const [first, last] = sortRange(from, to);
  const items = queryRows(documents, clock, 'the ledger', {
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
    ScanIndexForward: !newestFirst,
  });
  for await (const item of items) {
    yield toEvent(item);
  }
}

/** Where the events of a filter lie; everything lies in one partition a month. */
function partitionsOf({
  subscription,
  table,
  person,
  team,
  from,
  to,
  newestFirst,
}: EventFilter): readonly string[] {
  if (subscription !== undefined) {
    return [subscriptionPartition(subscription)];
  }
  if (table !== undefined) {
    return [tablePartition(table.database, table.table)];
  }
  if (person !== undefined) {
    return [personPartition(person)];
  }
  if (team !== undefined) {
    return [teamPartition(team)];
  }
  if (from === undefined || to === undefined) {
    throw new InvalidRequestError('NO_PERIOD', 'all events without a period', {
      userMessage: 'Say from when to when, for example 2026-01-01..2026-03-31.',
    });
  }
  const months: string[] = [];
  const month = new Date(from * 1000);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  for (; month.getTime() <= to * 1000; month.setUTCMonth(month.getUTCMonth() + 1)) {
    months.push(monthPartition(month.getTime() / 1000));
  }
  return newestFirst ? months.toReversed() : months;
}
