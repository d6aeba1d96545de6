import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { Delegation, type DelegationEnd } from '../ledger/delegation.ts';
import type { Clock } from '../ports.ts';
import { malformed } from './ledger-rows.ts';
import { queryRows } from './query-rows.ts';

const Row = z.object({ Delegation });
const EndRow = z.object({ By: z.string(), At: z.number() });

const partition = (workspace: string) => `delegations#${workspace}`;

/** By the agreed end, so that reading never has to pass over those of earlier years. */
const instant = (seconds: number) => `ends#${String(seconds).padStart(12, '0')}`;

export function delegationRow(delegation: Delegation) {
  const { workspace, ends, id } = delegation;
  return { pk: partition(workspace), sk: `${instant(ends)}#${id}`, Delegation: delegation };
}

/** Sorts right behind the row that it ends. */
export function delegationEndRow({ workspace, ends, id }: Delegation, { by, at }: DelegationEnd) {
  return { pk: partition(workspace), sk: `${instant(ends)}#${id}#ended`, By: by, At: at };
}

/** See `Ledger.delegations`. */
export async function* readDelegations(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  workspace: string,
  after: number,
): AsyncIterable<Delegation> {
  const items = queryRows(documents, clock, 'the delegations', {
    TableName,
    KeyConditionExpression: 'pk = :pk AND sk > :after',
    ExpressionAttributeValues: { ':pk': partition(workspace), ':after': instant(after + 1) },
  });
  let last: Delegation | undefined;
  for await (const item of items) {
    const end = EndRow.safeParse(item);
    if (end.success && last && String(item['sk']).startsWith(`${instant(last.ends)}#${last.id}#`)) {
      last = { ...last, ended: { by: end.data.By, at: end.data.At } };
      continue;
    }
    if (last) {
      yield last;
    }
    const row = Row.safeParse(item);
    if (!row.success) {
      throw malformed(item);
    }
    last = row.data.Delegation;
  }
  if (last) {
    yield last;
  }
}
