import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CountedPlace, Decision } from '../ports/decision.ts';
import type { Clock } from '../ports.ts';
import { collect } from './pages.ts';
import { queryRows } from './query-rows.ts';

const partition = (counter: string) => `counter#${counter}`;

/** The put of one numbered place, refused where somebody has it. */
export function placePut(
  TableName: string,
  { counter, number }: CountedPlace,
  { subscriptionId, at }: Decision,
) {
  return {
    TableName,
    Item: {
      pk: partition(counter),
      sk: `place#${String(number).padStart(6, '0')}`,
      SubscriptionId: subscriptionId,
      At: at,
    },
    ConditionExpression: 'attribute_not_exists(pk)' as const,
  };
}

/** How many places of a counter are taken. */
export async function placesTaken(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  counter: string,
): Promise<number> {
  const places = queryRows(documents, clock, 'the places', {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition(counter) },
  });
  return (await collect(places)).length;
}
