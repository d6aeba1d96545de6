import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { productKey } from '../../handlers/product-key.ts';
import { StoredProduct } from '../cached-product.ts';

const Row = z.object({ Value: z.string() });
const Parts = z.array(z.object({ key: z.string(), tables: z.array(z.string()) }));

/** Where the products of a database stand that holds several. */
export const PARTS = 'catalogue-parts';

/** The cached product that holds all these tables; `undefined` where the catalogue has none, or where they are of several products. */
export async function readProductRow(
  documents: DynamoDBDocumentClient,
  table: string,
  database: string,
  tables: readonly string[],
): Promise<z.infer<typeof StoredProduct> | undefined> {
  async function value(pk: string, sk: string): Promise<unknown> {
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk } }));
    const row = Row.safeParse(Item);
    return row.success ? JSON.parse(row.data.Value) : undefined;
  }

  const whole = await value('catalogue', productKey(database));
  if (whole !== undefined) {
    return StoredProduct.parse(whole);
  }
  const parts = Parts.safeParse(await value(PARTS, productKey(database)));
  const part = parts.data?.find((each) => tables.every((name) => each.tables.includes(name)));
  const found = part && tables.length > 0 ? await value('catalogue', part.key) : undefined;
  return found === undefined ? undefined : StoredProduct.parse(found);
}
