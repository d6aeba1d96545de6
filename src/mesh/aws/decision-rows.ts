import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { decisionEvent } from '../ledger/decision-event.ts';
import type { LedgerEvent } from '../ledger/event.ts';
import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { Clock } from '../ports.ts';
import { DECISION_KINDS } from '../subscriptions/subscription.ts';
import { StoredColumns, scopesFromItem, scopesToItem } from './column-item.ts';
import { eventRows, malformed, subscriptionPartition, tableRows } from './ledger-rows.ts';
import { type RowPut, rowPuts } from './ledger-writer.ts';
import { collect } from './pages.ts';
import { patiently } from './patience.ts';
import { queryRows } from './query-rows.ts';
import { StoredTagScope, tagScopeFromItem, tagScopeToItem } from './tag-scope-item.ts';

const Permissions = z.array(z.enum(TABLE_PERMISSIONS));
const Row = z.object({
  SubscriptionId: z.string(),
  Job: z.string(),
  Kind: z.enum(DECISION_KINDS),
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

/** The decision of this job. */
export async function readDecision(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  subscriptionId: string,
  job: string,
): Promise<Decision | undefined> {
  const Key = { pk: subscriptionPartition(subscriptionId), sk: sortKey(job) };
  const { Item } = await patiently(clock, 'reading the decision', () =>
    documents.send(new GetCommand({ TableName, Key, ConsistentRead: true })),
  );
  return Item && toDecision(Item);
}

/** Oldest first; those of one second in the order in which they were written. */
export async function readDecisions(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  subscriptionId: string,
): Promise<readonly Decision[]> {
  const rows = await collect(
    queryRows(documents, clock, 'the decisions', {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :decision)',
      ExpressionAttributeValues: { ':pk': subscriptionPartition(subscriptionId), ':decision': sortKey('') },
    }),
  );
  return rows.toSorted((left, right) => (age(left) < age(right) ? -1 : 1)).map(toDecision);
}

function age(row: Readonly<Record<string, unknown>>): string {
  return `${String(row['At']).padStart(12, '0')} ${String(row['Written'])}`;
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
