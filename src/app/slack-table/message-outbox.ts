import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod/mini';
import type { Notice, Outbox } from '../../handlers/changes/outbox.ts';

/** What the delivery function is asked to bring to Slack; the message itself stays in the table. */
export const Delivery = z.object({
  subscriptionId: z.string(),
  key: z.string(),
  channel: z.string(),
  /** Whose thread it goes into: lines of threads do not hold up what stands by itself. */
  threadOf: z.optional(z.string()),
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
  /** As `put`, for all that one request has to say at once: written side by side, handed on together. */
  putAll(notices: readonly Notice[]): Promise<void>;
  find(subscriptionId: string, key: string): Promise<KeptMessage | undefined>;
  /** Every message of the subscription. */
  list(subscriptionId: string): Promise<readonly KeptMessage[]>;
  /** Remembers that Slack shows these messages, as of the order that each has here; several lines of a thread may be one there. */
  markPosted(
    messages: readonly KeptMessage[],
    posted: { readonly channel: string; readonly ts: string },
  ): Promise<void>;
  /** Remembers that this content found no place, so that it is not tried again; the next content is. */
  markRefused(messages: readonly KeptMessage[]): Promise<void>;
  /** Counts a post up before it is made, and down again when Slack certainly did not take it. */
  countPost(messages: readonly KeptMessage[], change: 1 | -1): Promise<void>;
}

/** Writes of one request that are under way side by side. */
const AT_ONCE = { concurrency: 8 };

/**
 * Messages by subscription and key, each with the newest content and where Slack shows it. A notice that is older than what is kept changes
 * nothing; one that is kept already is handed on again, since a crash may have come between. No transactions: a delivery that writes down
 * what it has just posted would be refused while one is under way, and would post again.
 */
export function createMessageOutbox(
  documents: DynamoDBDocumentClient,
  table: string,
  deliver: (deliveries: readonly Delivery[]) => Promise<void>,
): MessageOutbox {
  const partitionOf = (subscriptionId: string) => `message#${subscriptionId}`;
  const keyOf = (subscriptionId: string, key: string) => ({ pk: partitionOf(subscriptionId), sk: key });

  async function putAll(notices: readonly Notice[]): Promise<void> {
    const references = new Map(
      notices.flatMap((each) => (each.shown ? [[each.shown.reference, each] as const] : [])),
    );
    await pMap(references.values(), (each) => keepReference(documents, table, each), AT_ONCE);
    const kept = await pMap(
      notices,
      (each) => keepContent(documents, table, keyOf(each.subscriptionId, each.key), each),
      AT_ONCE,
    );
    const fresh = notices.filter((_each, index) => kept[index]);
    if (fresh.length > 0) {
      await deliver(
        fresh.map(({ subscriptionId, key, channel, threadOf, order }) => ({
          subscriptionId,
          key,
          channel,
          ...(threadOf ? { threadOf } : {}),
          order,
        })),
      );
    }
  }

  async function update(
    messages: readonly KeptMessage[],
    change: (message: KeptMessage) => {
      readonly UpdateExpression: string;
      readonly ExpressionAttributeValues: Readonly<Record<string, string | number>>;
    },
  ): Promise<void> {
    await pMap(
      messages,
      async (message) => {
        const Key = keyOf(message.SubscriptionId, message.Key);
        await documents.send(new UpdateCommand({ TableName: table, Key, ...change(message) }));
      },
      AT_ONCE,
    );
  }

  return {
    put: (notice) => putAll([notice]),
    putAll,

    async find(subscriptionId, key) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(subscriptionId, key), ConsistentRead: true }),
      );
      return Item ? Kept.parse(Item) : undefined;
    },

    async list(subscriptionId) {
      const found: KeptMessage[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partitionOf(subscriptionId) },
          ConsistentRead: true,
        },
      );
      for await (const { Items = [] } of pages) {
        found.push(...Items.map((item) => Kept.parse(item)));
      }
      return found;
    },

    markPosted: (messages, { channel, ts }) =>
      update(messages, ({ Order }) => ({
        UpdateExpression:
          'SET PostedChannel = :channel, PostedTs = :ts, PostedOrder = :order REMOVE UnknownPosts',
        ExpressionAttributeValues: { ':channel': channel, ':ts': ts, ':order': Order },
      })),

    markRefused: (messages) =>
      update(messages, ({ Order }) => ({
        UpdateExpression: 'SET PostedOrder = :order REMOVE UnknownPosts',
        ExpressionAttributeValues: { ':order': Order },
      })),

    countPost: (messages, change) =>
      update(messages, () => ({
        UpdateExpression: 'ADD UnknownPosts :change',
        ExpressionAttributeValues: { ':change': change },
      })),
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
