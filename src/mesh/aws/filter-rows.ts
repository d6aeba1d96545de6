import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { ConflictError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { FilterDefinition } from '../producer/row-filter.ts';
import { isAwsError } from './aws-error.ts';
import { malformed } from './ledger-rows.ts';
import { patiently } from './patience.ts';
import { queryRows } from './query-rows.ts';

const Row = z.object({
  Database: z.string(),
  Table: z.string(),
  Name: z.string(),
  Version: z.number(),
  Expression: z.optional(z.string()),
  Description: z.optional(z.string()),
  By: z.string(),
  At: z.number(),
  Job: z.string(),
});

const partition = (database: string) => `filters#${database}`;

/** The newest version of each row filter of a database: one partition, whose rows are never changed. */
export async function readFilters(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  database: string,
): Promise<readonly FilterDefinition[]> {
  const items = queryRows(documents, clock, 'the row filters', {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition(database) },
  });
  const newest = new Map<string, FilterDefinition>();
  for await (const item of items) {
    const definition = toDefinition(item);
    const key = `${definition.table}/${definition.name}`;
    if (definition.version > (newest.get(key)?.version ?? 0)) {
      newest.set(key, definition);
    }
  }
  return [...newest.values()];
}

/** Throws `ConflictError` (`ROW_FILTER_CHANGED`) where this version is taken by another job. */
export async function addFilter(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  definition: FilterDefinition,
): Promise<void> {
  const { database, table, name, version, expression, description, by, at, job } = definition;
  await patiently(clock, `keeping the row filter ${name}`, async () => {
    try {
      await documents.send(
        new PutCommand({
          TableName,
          Item: {
            pk: partition(database),
            sk: `filter#${table}#${name}#${String(version).padStart(6, '0')}`,
            Database: database,
            Table: table,
            Name: name,
            Version: version,
            ...(expression === undefined ? {} : { Expression: expression }),
            ...(description === undefined ? {} : { Description: description }),
            By: by,
            At: at,
            Job: job,
            Written: clock.now().toISOString(),
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (isAwsError(error, 'ConditionalCheckFailedException')) {
        // The answer to the first write may have been lost.
        const newest = await readFilters(documents, TableName, clock, database);
        if (newest.some((each) => each.table === table && each.name === name && each.job === job)) {
          return;
        }
        throw new ConflictError('ROW_FILTER_CHANGED', `${table}.${name} has a version ${version} already`, {
          userMessage: `Somebody else changed the row filter ${name} at the same moment. Look at it with \`/mesh filters\`, then try again.`,
          cause: error,
        });
      }
      throw error;
    }
  });
}

function toDefinition(item: Readonly<Record<string, unknown>>): FilterDefinition {
  const parsed = Row.safeParse(item);
  if (!parsed.success) {
    throw malformed(item);
  }
  const { data } = parsed;
  return {
    database: data.Database,
    table: data.Table,
    name: data.Name,
    version: data.Version,
    ...(data.Expression === undefined ? {} : { expression: data.Expression }),
    ...(data.Description === undefined ? {} : { description: data.Description }),
    by: data.By,
    at: data.At,
    job: data.Job,
  };
}
