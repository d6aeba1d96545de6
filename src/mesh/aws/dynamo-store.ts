import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ConfigurationError, ConflictError } from '../errors.ts';
import type { LedgerEvent } from '../ledger/event.ts';
import type { CountedPlace, Decision } from '../ports/decision.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { Clock } from '../ports.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { cancellationCodes, isAwsError } from './aws-error.ts';
import { placePut } from './counted-places.ts';
import { calendarPuts } from './decided-ends.ts';
import { ledgerPuts } from './decision-rows.ts';
import { leaseUpdates } from './lease-rows.ts';
import { appendPuts, TRANSACTION } from './ledger-writer.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';
import { difference } from './record-difference.ts';
import { itemToSubscription, subscriptionToItem } from './subscription-item.ts';

export interface StoreTables {
  readonly subscriptions: string;
  /** Absent: decisions leave no ledger rows. */
  readonly ledger?: string;
  /** The app's own table; absent: there are no leases to take with a claim. */
  readonly leases?: string;
}

/** What is written together with a record. */
interface Beside {
  readonly decision?: Decision | undefined;
  readonly place?: CountedPlace | undefined;
  readonly events?: readonly LedgerEvent[] | undefined;
  readonly leases: ReturnType<typeof leaseUpdates>;
}

/** The library's table, read and written so that the library can go on using it. */
export function createDynamoStore(
  documents: DynamoDBDocumentClient,
  tables: StoreTables,
  clock: Clock,
): SubscriptionStore {
  const TableName = tables.subscriptions;
  const index = (name: 'Owner' | 'Subscriber') => `AwsDataMeshSubscriptions-${name}`;

  function query(input: Omit<QueryCommandInput, 'TableName'>): AsyncIterable<Subscription> {
    return rows((ExclusiveStartKey) =>
      documents.send(new QueryCommand({ TableName, ...input, ExclusiveStartKey })),
    );
  }

  async function* rows(
    read: (
      key: Record<string, unknown> | undefined,
    ) => Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>,
  ): AsyncIterable<Subscription> {
    const items = paged('subscriptions', async (token) => {
      const answer = await patiently(clock, 'listing subscriptions', () =>
        read(token === undefined ? undefined : JSON.parse(token)),
      );
      return {
        items: answer.Items,
        token: answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey),
      };
    });
    for await (const item of items) {
      const subscription = readable(item);
      if (subscription) {
        yield subscription;
      }
    }
  }

  async function write(
    before: Subscription,
    after: Subscription,
    { decision, place, events = [], leases }: Beside,
  ): Promise<Subscription> {
    const update = { TableName, Key: { SubscriptionId: before.id }, ...difference(before, after) };
    const { ledger } = tables;
    const around =
      ledger !== undefined && decision
        ? [...calendarPuts(ledger, decision), ...(place ? [placePut(ledger, place, decision)] : [])]
        : [];
    const puts = ledger === undefined ? [] : [...around, ...ledgerPuts(ledger, decision, events)];
    const room = TRANSACTION - 1 - leases.length;
    try {
      await patiently(clock, 'writing the subscription', async () => {
        if (puts.length + leases.length > 0) {
          const together = puts.slice(0, room).map((Put) => ({ Put }));
          await documents.send(
            new TransactWriteCommand({ TransactItems: [{ Update: update }, ...together, ...leases] }),
          );
        } else {
          await documents.send(new UpdateCommand(update));
        }
      });
    } catch (error) {
      if (
        error instanceof Error &&
        isAwsError(error.cause, 'ConditionalCheckFailedException', 'TransactionCanceledException')
      ) {
        throw changed(before, error.cause);
      }
      throw error;
    }
    await appendPuts(documents, clock, puts.slice(room));
    return after;
  }

  return {
    async get(id) {
      const { Item } = await patiently(clock, 'reading the subscription', () =>
        documents.send(new GetCommand({ TableName, Key: { SubscriptionId: id }, ConsistentRead: true })),
      );
      return Item && itemToSubscription(Item);
    },

    async insert(subscription) {
      return patiently(clock, 'storing the request', async () => {
        try {
          await documents.send(
            new PutCommand({
              TableName,
              Item: { ...subscriptionToItem(subscription) },
              ConditionExpression: 'attribute_not_exists(SubscriptionId)',
            }),
          );
          return true;
        } catch (error) {
          if (isAwsError(error, 'ConditionalCheckFailedException')) {
            return false;
          }
          throw error;
        }
      });
    },

    replace: (before, after, decision, place, events) =>
      write(before, after, { decision, place, events, leases: [] }),

    async claim(before, after, decision, place, lease) {
      const now = Math.floor(clock.now().getTime() / 1000);
      const leases = tables.leases === undefined ? [] : leaseUpdates(tables.leases, lease, now);
      try {
        await write(before, after, { decision, place, leases });
        return leases.length > 0;
      } catch (error) {
        if (!(error instanceof ConflictError && isOnlyLeased(error.cause, leases.length))) {
          throw error;
        }
        await write(before, after, { decision, place, leases: [] });
        return false;
      }
    },

    bySubscriber: (account) =>
      query({
        IndexName: index('Subscriber'),
        KeyConditionExpression: 'SubscriberPrincipal = :account',
        ExpressionAttributeValues: { ':account': account },
      }),

    byOwner: (account, status) =>
      query({
        IndexName: index('Owner'),
        KeyConditionExpression: status
          ? 'OwnerPrincipal = :account AND #status = :status'
          : 'OwnerPrincipal = :account',
        ExpressionAttributeValues: { ':account': account, ...(status ? { ':status': status } : {}) },
        ...(status ? { ExpressionAttributeNames: { '#status': 'Status' } } : {}),
      }),

    all: () => rows((ExclusiveStartKey) => documents.send(new ScanCommand({ TableName, ExclusiveStartKey }))),
  };
}

function changed(before: Subscription, cause: unknown): ConflictError {
  return new ConflictError('RECORD_CHANGED', `record ${before.id} is no longer what was read`, {
    userMessage:
      'Somebody else changed this subscription at the same moment. Look at it again, then repeat what still applies.',
    cause,
  });
}

/** Whether all of a cancelled transaction would have passed but its last writes, which take leases. */
function isOnlyLeased(cause: unknown, leases: number): boolean {
  const codes = cancellationCodes(cause);
  return leases > 0 && codes !== undefined && codes.slice(0, -leases).every((code) => code === 'None');
}

/** A record that cannot be read must not hide the others from a list; asked for by its id, it is still an error. */
function readable(item: Readonly<Record<string, unknown>>): Subscription | undefined {
  try {
    return itemToSubscription(item);
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'MALFORMED_RECORD') {
      return undefined;
    }
    throw error;
  }
}
