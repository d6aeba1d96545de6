import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { productKey } from '../../handlers/product-key.ts';
import type { ProductTitles } from '../../handlers/product-titles.ts';

const Row = z.object({ Value: z.string() });
const Product = z.object({ title: z.string() });

export function createProductTitles(documents: DynamoDBDocumentClient, table: string): ProductTitles {
  return {
    async of(database) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: 'catalogue', sk: productKey(database) } }),
      );
      const row = Row.safeParse(Item);
      return row.success ? Product.parse(JSON.parse(row.data.Value)).title : undefined;
    },
  };
}
