import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProductTitles } from '../../handlers/product-titles.ts';
import { readProductRow } from './product-row.ts';

export function createProductTitles(documents: DynamoDBDocumentClient, table: string): ProductTitles {
  return {
    of: async (database, tables) => (await readProductRow(documents, table, database, tables))?.title,
  };
}
