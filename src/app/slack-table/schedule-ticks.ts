import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Ticks } from '../../handlers/schedule/ticks.ts';

const Row = z.object({ SeenAt: z.number(), EarlierAt: z.optional(z.number()) });

/** The last two ticks of the schedule whose sweep ended, in one row of the Slack table. */
export function createScheduleTicks(documents: DynamoDBDocumentClient, table: string): Ticks {
  const Key = { pk: 'schedule', sk: 'sweep' };
  return {
    async seen(at) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'SET EarlierAt = if_not_exists(SeenAt, :at), SeenAt = :at',
            ConditionExpression: 'attribute_not_exists(pk) OR SeenAt < :at',
            ExpressionAttributeValues: { ':at': at },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) {
          throw error; // otherwise it was kept already, or a later one was
        }
      }
    },
    async last() {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (!Item) {
        return undefined;
      }
      const { SeenAt, EarlierAt = SeenAt } = Row.parse(Item);
      return { at: SeenAt, every: SeenAt - EarlierAt };
    },
  };
}
