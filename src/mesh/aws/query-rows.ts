import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../ports.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

/** Every row of a query, page by page, read consistently. `what`: the rows' name in the words of a person who looks for them. */
export function queryRows(
  documents: DynamoDBDocumentClient,
  clock: Clock,
  what: string,
  input: Omit<QueryCommandInput, 'ConsistentRead' | 'ExclusiveStartKey'>,
): AsyncIterable<Readonly<Record<string, unknown>>> {
  return paged(what, async (token) => {
    const { Items, LastEvaluatedKey } = await patiently(clock, `reading ${what}`, () =>
      documents.send(
        new QueryCommand({
          ...input,
          ConsistentRead: true,
          ...(token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) }),
        }),
      ),
    );
    return { items: Items, token: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
  });
}
