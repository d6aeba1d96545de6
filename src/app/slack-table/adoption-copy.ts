import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { AdoptionCopy } from '../../handlers/adoption/adoption-copy.ts';

const Row = z.object({ IsConfirmed: z.boolean() });

/** One row of the Slack table; the ledger has the truth. */
export function createAdoptionCopy(documents: DynamoDBDocumentClient, TableName: string): AdoptionCopy {
  const Key = { pk: 'adoption', sk: '-' };
  return {
    async keep(isConfirmed) {
      await documents.send(new PutCommand({ TableName, Item: { ...Key, IsConfirmed: isConfirmed } }));
    },
    async read() {
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && Row.parse(Item).IsConfirmed;
    },
  };
}
