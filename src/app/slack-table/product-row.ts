import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { productKey } from '../../handlers/product-key.ts';
import { StoredProduct } from '../cached-product.ts';

const Row = z.object({ Value: z.string() });
type StoredRow = z.infer<typeof StoredProduct>;
const Parts = z.array(z.object({ key: z.string(), tables: z.array(z.string()) }));

/** Where the products of a database stand that holds several. */
export const PARTS = 'catalogue-parts';

/** The cached product that holds all these tables; `undefined` where the catalogue has none, or where they are of several products. */
export async function readProductRow(
  documents: DynamoDBDocumentClient,
  table: string,
  database: string,
  tables: readonly string[],
): Promise<StoredRow | undefined> {
  const whole = await readProductByKey(documents, table, productKey(database));
  if (whole) {
    return whole;
  }
  const parts = Parts.safeParse(await readValue(documents, table, PARTS, productKey(database)));
  const part = parts.data?.find((each) => tables.every((name) => each.tables.includes(name)));
  return part && tables.length > 0 ? readProductByKey(documents, table, part.key) : undefined;
}

export async function readProductByKey(
  documents: DynamoDBDocumentClient,
  table: string,
  key: string,
): Promise<StoredRow | undefined> {
  const found = await readValue(documents, table, 'catalogue', key);
  return found === undefined ? undefined : StoredProduct.parse(found);
}

async function readValue(
  documents: DynamoDBDocumentClient,
  table: string,
  pk: string,
  sk: string,
): Promise<unknown> {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk } }));
  const row = Row.safeParse(Item);
  return row.success ? JSON.parse(row.data.Value) : undefined;
}
