import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ConfigurationError, InvalidRequestError } from '../errors.ts';
import { decisionEvent } from '../ledger/decision-event.ts';
import type { EventFilter, LedgerEvent } from '../ledger/event.ts';
import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { Clock, CountedPlace, Decision, Ledger } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { StoredColumns, scopesFromItem, scopesToItem } from './column-item.ts';
import { endsUpTo } from './decided-ends.ts';
import { delegationEndRow, delegationRow, readDelegations } from './delegation-rows.ts';
import { addFilter, readFilters } from './filter-rows.ts';
import {
  eventRows,
  malformed,
  monthPartition,
  personPartition,
  sortRange,
  subscriptionPartition,
  tablePartition,
  tableRows,
  teamPartition,
  toEvent,
} from './ledger-rows.ts';
import { appendPuts, type RowPut, rowPuts } from './ledger-writer.ts';
import { giveOrder, ordersAbout } from './order-rows.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';
import { StoredTagScope, tagScopeFromItem, tagScopeToItem } from './tag-scope-item.ts';

const Permissions = z.array(z.enum(TABLE_PERMISSIONS));
const Row = z.object({
  SubscriptionId: z.string(),
  Job: z.string(),
  Kind: z.enum([
    'approve',
    'approve-stage',
    'deny',
    'modify',
    'revoke',
    'withdraw',
    'extend',
    'deny-extension',
    'keep-partial',
    'repair',
    'suspend',
    'resume',
    'roll-back',
    'retry',
    'ask',
    'answer',
    'edit',
  ]),
  By: z.string(),
  OnBehalf: z.optional(z.string()),
  At: z.number(),
  Shown: z.optional(z.string()),
  Owner: z.string(),
  Subscriber: z.string(),
  Database: z.string(),
  Tables: z.array(z.string()),
  Permissions,
  Grantable: Permissions,
  Columns: z.optional(z.record(z.string(), StoredColumns)),
  ByTag: z.optional(StoredTagScope),
  Rows: z.optional(z.record(z.string(), z.array(z.string()).check(z.minLength(1)))),
  ExpiresAt: z.optional(z.number()),
  MovedFrom: z.optional(z.number()),
  Note: z.optional(z.string()),
  Stage: z.optional(z.string()),
});

const sortKey = (job: string) => `decision#${job}`;

/**
 * What goes into the ledger with a record's change. A decision is refused where this job has decided already: its row says what was decided and is
 * never written over. Beside it goes its event, so that no history lacks a decision that was carried out.
 */
export function ledgerPuts(
  table: string,
  decision: Decision | undefined,
  events: readonly LedgerEvent[],
): readonly RowPut[] {
  const decisionRows = decision ? [decisionRow(decision), ...eventRows(decisionEvent(decision))] : [];
  return rowPuts(table, [...decisionRows, ...events.flatMap(eventRows), ...events.flatMap(tableRows)]);
}

function decisionRow(decision: Decision) {
  return {
    pk: subscriptionPartition(decision.subscriptionId),
    sk: sortKey(decision.job),
    SubscriptionId: decision.subscriptionId,
    Job: decision.job,
    Kind: decision.kind,
    By: decision.by,
    ...(decision.onBehalf === undefined ? {} : { OnBehalf: decision.onBehalf }),
    At: decision.at,
    Owner: decision.owner,
    Subscriber: decision.subscriber,
    Database: decision.database,
    Tables: [...decision.tables],
    Permissions: [...decision.permissions],
    Grantable: [...decision.grantable],
    ...(decision.columns === undefined ? {} : { Columns: scopesToItem(decision.columns) }),
    ...(decision.byTag === undefined ? {} : { ByTag: tagScopeToItem(decision.byTag) }),
    ...(decision.rows === undefined ? {} : { Rows: decision.rows }),
    ...(decision.shown === undefined ? {} : { Shown: decision.shown }),
    ...(decision.expiresAt === undefined ? {} : { ExpiresAt: decision.expiresAt }),
    ...(decision.movedFrom === undefined ? {} : { MovedFrom: decision.movedFrom }),
    ...(decision.note === undefined ? {} : { Note: decision.note }),
    ...(decision.stage === undefined ? {} : { Stage: decision.stage }),
  };
}

/** The put of one numbered place, refused where somebody has it. */
export function placePut(
  TableName: string,
  { counter, number }: CountedPlace,
  { subscriptionId, at }: Decision,
) {
  return {
    TableName,
    Item: {
      pk: `counter#${counter}`,
      sk: `place#${String(number).padStart(6, '0')}`,
      SubscriptionId: subscriptionId,
      At: at,
    },
    ConditionExpression: 'attribute_not_exists(pk)' as const,
  };
}

/** Without a table there are no rows. Decisions are only ever written by the store, with the claim. */
export function createDynamoLedger(
  documents: DynamoDBDocumentClient,
  table: string | undefined,
  clock: Clock,
): Ledger {
  async function kept(name: string): Promise<string | undefined> {
    const { Item } = await patiently(clock, `reading ${name}`, () =>
      documents.send(
        new GetCommand({ TableName: table, Key: { pk: `text#${name}`, sk: 'text' }, ConsistentRead: true }),
      ),
    );
    return Item && z.object({ Text: z.string() }).parse(Item).Text;
  }

  return {
    isKept: table !== undefined,
    kept: async (name) => (table === undefined ? undefined : kept(name)),

    async keep(name, text) {
      if (table === undefined) {
        return text;
      }
      return patiently(clock, `keeping ${name}`, async () => {
        try {
          const Item = { pk: `text#${name}`, sk: 'text', Text: text, Written: clock.now().toISOString() };
          await documents.send(
            new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
          );
          return text;
        } catch (error) {
          if (isAwsError(error, 'ConditionalCheckFailedException')) {
            return (await kept(name)) ?? text;
          }
          throw error;
        }
      });
    },

    rowFilters: async (database) =>
      table === undefined ? [] : readFilters(documents, table, clock, database),

    async defineRowFilter(definition) {
      if (table !== undefined) {
        await addFilter(documents, table, clock, definition);
      }
    },

    async taken(counter) {
      if (table === undefined) {
        return 0;
      }
      const places = paged('places', async (token) => {
        const answer = await patiently(clock, `counting ${counter}`, () =>
          documents.send(
            new QueryCommand({
              TableName: table,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': `counter#${counter}` },
              ConsistentRead: true,
              ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) }),
            }),
          ),
        );
        return {
          items: answer.Items,
          token: answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey),
        };
      });
      let count = 0;
      for await (const _place of places) {
        count += 1;
      }
      return count;
    },

    async decision(subscriptionId, job) {
      if (table === undefined) {
        return undefined;
      }
      const { Item } = await patiently(clock, 'reading the decision', () =>
        documents.send(
          new GetCommand({
            TableName: table,
            Key: { pk: subscriptionPartition(subscriptionId), sk: sortKey(job) },
            ConsistentRead: true,
          }),
        ),
      );
      return Item && toDecision(Item);
    },

    async *endsUpTo(now) {
      if (table !== undefined) {
        yield* endsUpTo(documents, table, clock, now);
      }
    },

    async *history(subscriptionId) {
      if (table === undefined) {
        return;
      }
      const items = paged('decisions', async (token) => {
        const answer = await patiently(clock, 'reading the history', () =>
          documents.send(
            new QueryCommand({
              TableName: table,
              KeyConditionExpression: 'pk = :pk AND begins_with(sk, :decision)',
              ExpressionAttributeValues: {
                ':pk': subscriptionPartition(subscriptionId),
                ':decision': 'decision#',
              },
              ConsistentRead: true,
              ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) }),
            }),
          ),
        );
        return {
          items: answer.Items,
          token: answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey),
        };
      });
      const rows: Readonly<Record<string, unknown>>[] = [];
      for await (const item of items) {
        rows.push(item);
      }
      const order = (row: Readonly<Record<string, unknown>>) =>
        `${String(row['At']).padStart(12, '0')} ${String(row['Written'])}`;
      yield* rows.sort((left, right) => (order(left) < order(right) ? -1 : 1)).map(toDecision);
    },

    async record(events) {
      if (table !== undefined) {
        await appendPuts(documents, clock, ledgerPuts(table, undefined, events));
      }
    },

    async give(order) {
      if (table === undefined) {
        throw new ConfigurationError('NO_LEDGER', `no ledger for ${order.action} of ${order.about}`, {
          userMessage:
            'This is kept in the ledger, which only the app has. Do it in Slack, or through the app.',
        });
      }
      await giveOrder(documents, table, clock, order);
    },

    async *orders(subject) {
      if (table !== undefined) {
        yield* ordersAbout(documents, table, clock, subject);
      }
    },

    async delegate(delegation, event) {
      if (table !== undefined) {
        await appendPuts(documents, clock, rowPuts(table, [delegationRow(delegation), ...eventRows(event)]));
      }
    },

    async endDelegation(delegation, end, event) {
      if (table !== undefined) {
        await appendPuts(
          documents,
          clock,
          rowPuts(table, [delegationEndRow(delegation, end), ...eventRows(event)]),
        );
      }
    },

    async *delegations(workspace, after) {
      if (table !== undefined) {
        yield* readDelegations(documents, table, clock, workspace, after);
      }
    },

    async *events(filter) {
      for (const pk of table === undefined ? [] : partitionsOf(filter)) {
        yield* readEvents(documents, clock, table ?? '', pk, filter);
      }
    },
  };
}

async function* readEvents(
  documents: DynamoDBDocumentClient,
  clock: Clock,
  TableName: string,
  pk: string,
  { from, to, newestFirst = false }: EventFilter,
): AsyncIterable<LedgerEvent> {
  const [first, last] = sortRange(from, to);
  const items = paged('events', async (token) => {
    const answer = await patiently(clock, 'reading the ledger', () =>
      documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': pk, ':first': first, ':last': last },
          ScanIndexForward: !newestFirst,
          ConsistentRead: true,
          ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) }),
        }),
      ),
    );
    return {
      items: answer.Items,
      token: answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey),
    };
  });
  for await (const item of items) {
    yield toEvent(item);
  }
}

/** Where the events of a filter lie; everything lies in one partition a month. */
function partitionsOf({
  subscription,
  table,
  person,
  team,
  from,
  to,
  newestFirst,
}: EventFilter): readonly string[] {
  if (subscription !== undefined) {
    return [subscriptionPartition(subscription)];
  }
  if (table !== undefined) {
    return [tablePartition(table.database, table.table)];
  }
  if (person !== undefined) {
    return [personPartition(person)];
  }
  if (team !== undefined) {
    return [teamPartition(team)];
  }
  if (from === undefined || to === undefined) {
    throw new InvalidRequestError('NO_PERIOD', 'all events without a period', {
      userMessage: 'Say from when to when, for example 2026-01-01..2026-03-31.',
    });
  }
  const months: string[] = [];
  const month = new Date(from * 1000);
  month.setUTCDate(1);
  month.setUTCHours(0, 0, 0, 0);
  for (; month.getTime() <= to * 1000; month.setUTCMonth(month.getUTCMonth() + 1)) {
    months.push(monthPartition(month.getTime() / 1000));
  }
  return newestFirst ? months.toReversed() : months;
}

function toDecision(item: Readonly<Record<string, unknown>>): Decision {
  const parsed = Row.safeParse(item);
  if (!parsed.success) {
    throw malformed(item);
  }
  const { data } = parsed;
  return {
    subscriptionId: data.SubscriptionId,
    job: data.Job,
    kind: data.Kind,
    by: data.By,
    ...(data.OnBehalf === undefined ? {} : { onBehalf: data.OnBehalf }),
    at: data.At,
    owner: data.Owner,
    subscriber: data.Subscriber,
    database: data.Database,
    tables: data.Tables,
    permissions: data.Permissions,
    grantable: data.Grantable,
    ...(data.Columns === undefined ? {} : { columns: scopesFromItem(data.Columns) }),
    ...(data.ByTag === undefined ? {} : { byTag: tagScopeFromItem(data.ByTag) }),
    ...(data.Rows === undefined ? {} : { rows: data.Rows }),
    ...(data.Shown === undefined ? {} : { shown: data.Shown }),
    ...(data.ExpiresAt === undefined ? {} : { expiresAt: data.ExpiresAt }),
    ...(data.MovedFrom === undefined ? {} : { movedFrom: data.MovedFrom }),
    ...(data.Note === undefined ? {} : { note: data.Note }),
    ...(data.Stage === undefined ? {} : { stage: data.Stage }),
  };
}
