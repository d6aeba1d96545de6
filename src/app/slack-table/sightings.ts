import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Sightings } from '../../handlers/sightings.ts';

const Row = z.object({ sk: z.string(), SeenAt: z.number() });

/** One row for each thing that is there, under its subject. */
export function createSightings(
  documents: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): Sightings {
  async function known(subject: string): Promise<Map<string, number>> {
    const pk = `seen#${subject}`;
    const seen = new Map<string, number>();
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      for (const item of Items) {
        const { sk, SeenAt } = Row.parse(item);
        seen.set(sk, SeenAt);
      }
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return seen;
  }

  return {
    known,
    async see(subject, ids, { isPart = false } = {}) {
      const pk = `seen#${subject}`;
      const seen = await known(subject);
      for (const sk of new Set(ids)) {
        if (!seen.has(sk)) {
          seen.set(sk, now());
          await keep(documents, { TableName, Item: { pk, sk, SeenAt: now() } });
        }
      }
      const gone = isPart ? [] : [...seen.keys()].filter((each) => !ids.includes(each));
      for (const sk of gone) {
        seen.delete(sk);
        await documents.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
      }
      return seen;
    },
  };
}

/** Somebody who looked at the same moment may have been first. */
async function keep(
  documents: DynamoDBDocumentClient,
  put: { readonly TableName: string; readonly Item: Record<string, unknown> },
): Promise<void> {
  try {
    await documents.send(new PutCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw error;
    }
  }
}
