import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Notice, Outbox } from '../../handlers/changes/outbox.ts';

/** What the delivery function is asked to bring to Slack; the message itself stays in the table. */
export const Delivery = z.object({
  subscriptionId: z.string(),
  key: z.string(),
  channel: z.string(),
  order: z.string(),
});
export type Delivery = z.infer<typeof Delivery>;

const Kept = z.object({
  SubscriptionId: z.string(),
  Key: z.string(),
  Workspace: z.string(),
  Enterprise: z.optional(z.string()),
  Channel: z.string(),
  ThreadOf: z.optional(z.string()),
  Text: z.string(),
  Blocks: z.string(),
  Order: z.string(),
  /** Where Slack shows it, and which order it showed last. */
  PostedChannel: z.optional(z.string()),
  PostedTs: z.optional(z.string()),
  PostedOrder: z.optional(z.string()),
  /** Posts of which nobody knows whether Slack took them. */
  UnknownPosts: z.optional(z.number()),
});
export type KeptMessage = z.infer<typeof Kept>;

export interface MessageOutbox extends Outbox {
  find(subscriptionId: string, key: string): Promise<KeptMessage | undefined>;
  /** Remembers that Slack shows the message as of this order. */
  markPosted(message: KeptMessage, posted: { readonly channel: string; readonly ts: string }): Promise<void>;
  /** Remembers that this content found no place, so that it is not tried again; the next content is. */
  markRefused(message: KeptMessage): Promise<void>;
  /** Counts a post up before it is made, and down again when Slack certainly did not take it. */
  countPost(message: KeptMessage, change: 1 | -1): Promise<void>;
}

/**
 * Messages by subscription and key, each with the newest content and where Slack shows it. A notice that is older than what is kept changes
 * nothing; one that is kept already is handed on again, since a crash may have come between.
 */
export function createMessageOutbox(
  documents: DynamoDBDocumentClient,
  table: string,
  deliver: (delivery: Delivery) => Promise<void>,
): MessageOutbox {
  const keyOf = (subscriptionId: string, key: string) => ({ pk: `message#${subscriptionId}`, sk: key });

  return {
    async put(notice) {
      if (notice.shown) {
        await keepReference(documents, table, notice);
      }
      if (await keepContent(documents, table, keyOf(notice.subscriptionId, notice.key), notice)) {
        const { subscriptionId, key, channel, order } = notice;
        await deliver({ subscriptionId, key, channel, order });
      }
    },

    async find(subscriptionId, key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(subscriptionId, key), ConsistentRead: true }),
      );
      return Item ? Kept.parse(Item) : undefined;
    },

    async markPosted({ SubscriptionId, Key, Order }, { channel, ts }) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(SubscriptionId, Key),
          UpdateExpression:
            'SET PostedChannel = :channel, PostedTs = :ts, PostedOrder = :order REMOVE UnknownPosts',
          ExpressionAttributeValues: { ':channel': channel, ':ts': ts, ':order': Order },
        }),
      );
    },

    async markRefused({ SubscriptionId, Key, Order }) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(SubscriptionId, Key),
          UpdateExpression: 'SET PostedOrder = :order REMOVE UnknownPosts',
          ExpressionAttributeValues: { ':order': Order },
        }),
      );
    },

    async countPost({ SubscriptionId, Key }, change) {
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keyOf(SubscriptionId, Key),
          UpdateExpression: 'ADD UnknownPosts :change',
          ExpressionAttributeValues: { ':change': change },
        }),
      );
    },
  };
}

/** False where a later notice is kept already. */
async function keepContent(
  documents: DynamoDBDocumentClient,
  table: string,
  key: { readonly pk: string; readonly sk: string },
  { subscriptionId, key: name, workspace, enterprise, channel, threadOf, message, order }: Notice,
): Promise<boolean> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: key,
        UpdateExpression:
          'SET SubscriptionId = :id, #key = :key, Workspace = :workspace, Channel = :channel, #text = :text, Blocks = :blocks, #order = :order' +
          (threadOf ? ', ThreadOf = :threadOf' : '') +
          (enterprise ? ', Enterprise = :enterprise' : ''),
        ConditionExpression: 'attribute_not_exists(#order) OR #order <= :order',
        ExpressionAttributeNames: { '#key': 'Key', '#text': 'Text', '#order': 'Order' },
        ExpressionAttributeValues: {
          ':id': subscriptionId,
          ':key': name,
          ':workspace': workspace,
          ':channel': channel,
          ':text': message.text,
          ':blocks': JSON.stringify(message.blocks),
          ':order': order,
          ...(threadOf ? { ':threadOf': threadOf } : {}),
          ...(enterprise ? { ':enterprise': enterprise } : {}),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}

async function keepReference(
  documents: DynamoDBDocumentClient,
  table: string,
  { subscriptionId, shown }: Notice,
) {
  await documents.send(
    new PutCommand({
      TableName: table,
      Item: {
        pk: `reference#${shown?.reference}`,
        sk: '-',
        SubscriptionId: subscriptionId,
        Digest: shown?.digest,
      },
    }),
  );
}
