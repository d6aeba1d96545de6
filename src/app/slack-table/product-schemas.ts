import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { schemaDigest } from '../../handlers/jobs/announce-changes.ts';
import { type ProductSchemas, TableSchema } from '../../handlers/jobs/product-schema.ts';
import { productKey } from '../../handlers/product-key.ts';

const Known = z.object({
  database: z.string(),
  owner: z.string(),
  title: z.string(),
  version: z.number(),
  digest: z.string(),
});

/** One row a product, and one a table: a product of a thousand tables fits no single row. */
export function createProductSchemas(documents: DynamoDBDocumentClient, TableName: string): ProductSchemas {
  async function* rowsOf(pk: string): AsyncIterable<{ readonly sk: string; readonly value: unknown }> {
    const pages = paginateQuery(
      { client: documents },
      {
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        yield { sk: String(item['sk']), value: JSON.parse(String(item['Value'])) };
      }
    }
  }
  const tablesOf = (database: string): string => `schema#${productKey(database)}`;
  const put = (pk: string, sk: string, value: unknown) =>
    documents.send(new PutCommand({ TableName, Item: { pk, sk, Value: JSON.stringify(value) } }));
  const remove = (pk: string, sk: string) =>
    documents.send(new DeleteCommand({ TableName, Key: { pk, sk } }));

  return {
    async list() {
      const found: z.infer<typeof Known>[] = [];
      for await (const { value } of rowsOf('schemas')) {
        found.push(Known.parse(value));
      }
      return found;
    },
    async tables(database) {
      const found: TableSchema[] = [];
      for await (const { value } of rowsOf(tablesOf(database))) {
        found.push(TableSchema.parse(value));
      }
      return found;
    },
    async keep({ tables, ...product }) {
      const pk = tablesOf(product.database);
      const names = new Set(tables.map(({ name }) => name));
      for await (const { sk } of rowsOf(pk)) {
        if (!names.has(sk)) {
          await remove(pk, sk);
        }
      }
      for (const table of tables) {
        await put(pk, table.name, table);
      }
      // Last: a run that died before is made good by the next, which finds the old digest.
      await put('schemas', productKey(product.database), { ...product, digest: schemaDigest(tables) });
    },
    async forget(database) {
      await remove('schemas', productKey(database));
      for await (const { sk } of rowsOf(tablesOf(database))) {
        await remove(tablesOf(database), sk);
      }
    },
  };
}
