import { createHash } from 'node:crypto';

/** Short, stable stand-in for a database's name, or for one of its products: fits an option's value and a table key. */
export function productKey(database: string, product?: string): string {
  // No name holds a line break, so that no database is taken for a product of another.
  const name = product === undefined ? database : `${database}\n${product.toLowerCase()}`;
  return createHash('sha256').update(name).digest('base64url').slice(0, 16);
}
