import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CachedProducts } from '../../handlers/ports.ts';
import { readProductRow } from './product-row.ts';

/** One product of the catalogue cache, for forms that the worker fills. */
export function createCachedProducts(documents: DynamoDBDocumentClient, table: string): CachedProducts {
  return { of: (database, tables) => readProductRow(documents, table, database, tables) };
}
