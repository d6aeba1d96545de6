import { createHash } from 'node:crypto';

/** Short, stable stand-in for a database's name: fits an option's value and a table key. */
export function productKey(database: string): string {
  return createHash('sha256').update(database).digest('base64url').slice(0, 16);
}
