import type { Subscription } from '../mesh/subscriptions/subscription.ts';

export interface ProductTitles {
  /** What the catalogue cache calls the product of this database; `undefined` where it lists none. */
  of(database: string): Promise<string | undefined>;
}

/** The name that people know a record's product by; the database where the catalogue has none. */
export async function productTitle(
  titles: ProductTitles,
  { database, dataProduct, domain }: Pick<Subscription, 'database' | 'dataProduct' | 'domain'>,
): Promise<string> {
  const listed = database ? await titles.of(database) : undefined;
  return listed ?? dataProduct ?? database ?? domain ?? 'the mesh';
}
