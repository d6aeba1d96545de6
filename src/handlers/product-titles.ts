import type { Subscription } from '../mesh/subscriptions/subscription.ts';

export interface ProductTitles {
  /** What the catalogue cache calls the product that holds these tables; `undefined` where it lists none, or where they are of several. */
  of(database: string, tables: readonly string[]): Promise<string | undefined>;
}

/** The name that people know a record's product by; the database where the catalogue has none. */
export async function productTitle(
  titles: ProductTitles,
  {
    database,
    tables,
    dataProduct,
    domain,
  }: Pick<Subscription, 'database' | 'tables' | 'dataProduct' | 'domain'>,
): Promise<string> {
  const listed = database ? await titles.of(database, tables) : undefined;
  return listed ?? dataProduct ?? database ?? domain ?? 'the mesh';
}
