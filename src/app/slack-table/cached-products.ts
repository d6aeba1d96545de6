import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { CachedProducts } from '../../handlers/ports.ts';
import { productKey } from '../../handlers/product-key.ts';
import { StoredProduct } from '../cached-product.ts';

const Row = z.object({ Value: z.string() });

/** One product of the catalogue cache, for forms that the worker fills. */
export function createCachedProducts(documents: DynamoDBDocumentClient, table: string): CachedProducts {
  return {
    async of(database) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: 'catalogue', sk: productKey(database) } }),
      );
      const row = Row.safeParse(Item);
      return row.success ? StoredProduct.parse(JSON.parse(row.data.Value)) : undefined;
    },
  };
}
