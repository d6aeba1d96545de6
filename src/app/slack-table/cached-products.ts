import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { CachedProducts } from '../../handlers/ports.ts';
import { StoredProduct } from '../cached-product.ts';
import { readProductByKey, readProductRow } from './product-row.ts';

const Row = z.object({ Value: z.string() });

/** The catalogue cache, for forms that the worker fills and for names that everybody may see. */
export function createCachedProducts(documents: DynamoDBDocumentClient, table: string): CachedProducts {
  return {
    of: (database, tables) => readProductRow(documents, table, database, tables),
    byKey: (key) => readProductByKey(documents, table, key),

    async *all() {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': 'catalogue' },
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          yield StoredProduct.parse(JSON.parse(Row.parse(item).Value));
        }
      }
    },
  };
}
