import { createHash } from 'node:crypto';
import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { CatalogueWriter } from '../../handlers/jobs/job-dependencies.ts';
import type { CachedProduct } from '../../handlers/ports.ts';
import { productKey } from '../../handlers/product-key.ts';
import { PARTS } from './product-row.ts';

interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly Value: string;
}

const BATCH = 25;
const TRIES = 8;

/**
 * Writes the catalogue cache: the products, who is in which team, and last the version that tells readers to read anew.
 * Only rows that differ are written, so that a quiet mesh costs two queries and one write.
 */
export function createCatalogueWriter(documents: DynamoDBDocumentClient, table: string): CatalogueWriter {
  async function replacePartition(partition: string, rows: readonly Row[]): Promise<void> {
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
      const rows = products.map((product) => ({
        pk: 'catalogue',
        sk: product.key,
        Value: JSON.stringify(product),
      }));
      await replacePartition('catalogue', rows);
      await replacePartition(PARTS, partRows(products));
      await replacePartition(
        'user-teams',
        [...teamsByUser].map(([person, teams]) => ({
          pk: 'user-teams',
          sk: person,
          Value: JSON.stringify(teams),
        })),
      );
      // Last, and by content: a run that died between the rows and this is made good by the next.
      const version = createHash('sha256').update(JSON.stringify(rows)).digest('base64url');
      const Item = { pk: 'catalogue-version', sk: '-', Value: JSON.stringify(version) };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
  };
}

/** For each database with several products, which tables are whose. */
function partRows(products: readonly CachedProduct[]): readonly Row[] {
  const byDatabase = new Map<string, CachedProduct[]>();
  for (const product of products) {
    byDatabase.set(product.database, [...(byDatabase.get(product.database) ?? []), product]);
  }
  return [...byDatabase]
    .filter(([database, parts]) => parts.some(({ key }) => key !== productKey(database)))
    .map(([database, parts]) => ({
      pk: PARTS,
      sk: productKey(database),
      Value: JSON.stringify(
        parts.map(({ key, tables }) => ({ key, tables: tables.map(({ name }) => name) })),
      ),
    }));
}
