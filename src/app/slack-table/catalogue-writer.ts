import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { CatalogueWriter } from '../../handlers/jobs/job-dependencies.ts';

interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly Value: string;
}

const BATCH = 25;
const TRIES = 8;

/**
 * Writes the catalogue cache: the products, who is in which team, and last the version that tells readers to read anew.
 * Only rows that differ are written, so that a quiet mesh costs one query.
 */
export function createCatalogueWriter(documents: DynamoDBDocumentClient, table: string): CatalogueWriter {
  async function replacePartition(partition: string, rows: readonly Row[]): Promise<boolean> {
    const kept = new Map<string, string>();
    for await (const page of paginateQuery(
      { client: documents },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
      },
    )) {
      for (const item of page.Items ?? []) {
        kept.set(String(item['sk']), String(item['Value']));
      }
    }
    const wanted = new Set(rows.map(({ sk }) => sk));
    const requests = [
      ...rows
        .filter(({ sk, Value }) => kept.get(sk) !== Value)
        .map((Item) => ({ PutRequest: { Item: { ...Item } } })),
      ...[...kept.keys()]
        .filter((sk) => !wanted.has(sk))
        .map((sk) => ({ DeleteRequest: { Key: { pk: partition, sk } } })),
    ];
    for (let from = 0; from < requests.length; from += BATCH) {
      await writeBatch(requests.slice(from, from + BATCH));
    }
    return requests.length > 0;
  }

  async function writeBatch(
    requests: NonNullable<ConstructorParameters<typeof BatchWriteCommand>[0]['RequestItems']>[string],
  ) {
    let rest = requests;
    for (let tries = 0; rest.length > 0 && tries < TRIES; tries += 1) {
      const { UnprocessedItems } = await documents.send(
        new BatchWriteCommand({ RequestItems: { [table]: rest } }),
      );
      rest = UnprocessedItems?.[table] ?? [];
    }
    if (rest.length > 0) {
      throw new Error(`DynamoDB left ${rest.length} catalogue rows unwritten after ${TRIES} tries`);
    }
  }

  return {
    async replace(products, teamsByUser) {
      const changed = await replacePartition(
        'catalogue',
        products.map((product) => ({ pk: 'catalogue', sk: product.key, Value: JSON.stringify(product) })),
      );
      for (const [person, teams] of teamsByUser) {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: { pk: `user#${person}`, sk: 'teams', Value: JSON.stringify(teams) },
          }),
        );
      }
      if (changed) {
        const version = { pk: 'catalogue-version', sk: '-', Value: JSON.stringify(new Date().toISOString()) };
        await documents.send(new PutCommand({ TableName: table, Item: version }));
      }
    },
  };
}
