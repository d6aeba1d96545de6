import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { UpstreamError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { cancellationCodes } from './aws-error.ts';
import { backoff, patiently } from './patience.ts';

/** Most writes of one transaction. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const TRANSACTION = 100;
const TRIES = 8;

type Item = Readonly<Record<string, unknown>>;

/** The put of one row that is never written over. */
export interface RowPut {
  readonly TableName: string;
  readonly Item: Record<string, unknown>;
  readonly ConditionExpression: 'attribute_not_exists(pk)';
}

/** The puts of rows, marked with when they were written: what happened in one second has an order too. */
export function rowPuts(TableName: string, rows: readonly Item[]): readonly RowPut[] {
  const Written = new Date().toISOString();
  return rows.map((row) => ({
    TableName,
    Item: { ...row, Written },
    ConditionExpression: 'attribute_not_exists(pk)',
  }));
}

/** Adds rows; those that are there already stay as they are. */
export async function appendPuts(
  documents: DynamoDBDocumentClient,
  clock: Clock,
  puts: readonly RowPut[],
): Promise<void> {
  for (let from = 0; from < puts.length; from += TRANSACTION) {
    await append(documents, clock, puts.slice(from, from + TRANSACTION));
  }
}

async function append(
  documents: DynamoDBDocumentClient,
  clock: Clock,
  puts: readonly RowPut[],
): Promise<void> {
  let rest = puts;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    const left = await patiently(clock, 'writing the ledger', () => send(documents, rest));
    if (left.length === rest.length && attempt + 1 >= TRIES) {
      throw new UpstreamError('LEDGER_BUSY', `${left.length} rows were not taken`, {
        userMessage: 'The ledger did not take what happened. Try again in a minute.',
        retryable: true,
      });
    }
    if (left.length === rest.length) {
      await clock.sleep(backoff(attempt));
    }
    rest = left;
  }
}

/** What still has to be written: all or nothing is written at once, and a row that is there already is written well. */
async function send(documents: DynamoDBDocumentClient, puts: readonly RowPut[]): Promise<readonly RowPut[]> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
    return [];
  } catch (error) {
    const codes = cancellationCodes(error);
    if (codes === undefined) {
      throw error;
    }
    return puts.filter((_, index) => codes[index] !== 'ConditionalCheckFailed');
  }
}
