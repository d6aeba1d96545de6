import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { patiently } from './patience.ts';

const Row = z.object({ Text: z.string() });

const keyOf = (name: string) => ({ pk: `text#${name}`, sk: 'text' });

export async function readText(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  name: string,
): Promise<string | undefined> {
  const { Item } = await patiently(clock, `reading ${name}`, () =>
    documents.send(new GetCommand({ TableName, Key: keyOf(name), ConsistentRead: true })),
  );
  return Item && Row.parse(Item).Text;
}

/** The first text of a name stays, and is returned. */
export async function keepText(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  name: string,
  text: string,
): Promise<string> {
  return patiently(clock, `keeping ${name}`, async () => {
    try {
      const Item = { ...keyOf(name), Text: text, Written: clock.now().toISOString() };
      await documents.send(
        new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return text;
    } catch (error) {
      if (isAwsError(error, 'ConditionalCheckFailedException')) {
        return (await readText(documents, TableName, clock, name)) ?? text;
      }
      throw error;
    }
  });
}
