import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DecidedEnd, Decision } from '../ports/decision.ts';
import type { Clock } from '../ports.ts';
import { queryRows } from './query-rows.ts';

const DAY = 86_400;
/** Ends further back are found by the records alone: longer than any outage of the schedule may last. */
const LOOK_BACK_DAYS = 35;

const Row = z.object({
  SubscriptionId: z.string(),
  At: z.number(),
  Written: z.string(),
  ExpiresAt: z.optional(z.number()),
});

const partition = (seconds: number) => `ends#${new Date(seconds * 1000).toISOString().slice(0, 10)}`;

/**
 * The ledger's calendar: one row under the day on which an access ends, and one under the day on which it would have ended before this decision
 * moved that. So the ends of a few days say what is over by now, whatever somebody wrote into the records.
 */
export function calendarPuts(TableName: string, decision: Decision) {
  const { expiresAt, movedFrom, subscriptionId, job, at } = decision;
  // One yes of several ends nothing yet.
  const ends = decision.kind === 'approve-stage' ? [] : [expiresAt, movedFrom];
  const days = new Set(ends.flatMap((end) => (end === undefined ? [] : partition(end))));
  return [...days].map((pk) => ({
    TableName,
    Item: {
      pk,
      sk: `${subscriptionId}#${job}`,
      SubscriptionId: subscriptionId,
      At: at,
      Written: new Date().toISOString(),
      ...(expiresAt === undefined ? {} : { ExpiresAt: expiresAt }),
    },
    ConditionExpression: 'attribute_not_exists(pk)' as const,
  }));
}

/** Ends of the last weeks up to now, the newest decision of each access counting. */
export async function* endsUpTo(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  now: number,
): AsyncIterable<DecidedEnd> {
  const newest = new Map<string, { readonly order: string; readonly expiresAt: number | undefined }>();
  for (let back = LOOK_BACK_DAYS; back >= 0; back -= 1) {
    const rows = queryRows(documents, clock, 'what ends', {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition(now - back * DAY) },
    });
    for await (const item of rows) {
      const { SubscriptionId, At, Written, ExpiresAt } = Row.parse(item);
      const order = `${String(At).padStart(12, '0')} ${Written}`;
      if (order > (newest.get(SubscriptionId)?.order ?? '')) {
        newest.set(SubscriptionId, { order, expiresAt: ExpiresAt });
      }
    }
  }
  for (const [subscriptionId, { expiresAt }] of newest) {
    if (expiresAt !== undefined && expiresAt <= now) {
      yield { subscriptionId, expiresAt };
    }
  }
}
