import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { References } from '../../handlers/jobs/job-dependencies.ts';

const Kept = z.object({ SubscriptionId: z.string(), Digest: z.string() });
const Once = z.object({ ExpiresAt: z.number(), Job: z.optional(z.string()) });
const DRAFT_SECONDS = 24 * 3600;

/** What each message showed, and the forms that were refused. */
export function createReferences(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => number,
): References {
  return {
    async find(reference) {
      const { Item } = await documents.send(
        new GetCommand({
          TableName: table,
          Key: { pk: `reference#${reference}`, sk: '-' },
          ConsistentRead: true,
        }),
      );
      if (!Item) {
        return undefined;
      }
      const { SubscriptionId, Digest } = Kept.parse(Item);
      return { subscriptionId: SubscriptionId, digest: Digest };
    },
    async keep(reference, { subscriptionId, digest }) {
      const Item = { pk: `reference#${reference}`, sk: '-', SubscriptionId: subscriptionId, Digest: digest };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
    async onceIn(seconds, what, job) {
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: { pk: `once#${what}`, sk: '-', Job: job, ExpiresAt: now() + seconds },
            // The row's own end counts: DynamoDB deletes expired rows hours later.
            ConditionExpression: 'attribute_not_exists(pk) OR ExpiresAt <= :now OR Job = :job',
            ExpressionAttributeValues: { ':now': now(), ':job': job },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },
    async wasSaid(what, job) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: `once#${what}`, sk: '-' }, ConsistentRead: true }),
      );
      const said = Item === undefined ? undefined : Once.parse(Item);
      return said !== undefined && said.ExpiresAt > now() && (job === undefined || said.Job !== job);
    },
    async keepDraft(id, form) {
      const Item = {
        pk: `draft#${id}`,
        sk: '-',
        Value: JSON.stringify(form),
        ExpiresAt: now() + DRAFT_SECONDS,
      };
      await documents.send(new PutCommand({ TableName: table, Item }));
      return id;
    },
  };
}
