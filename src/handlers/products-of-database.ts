import type { CatalogProduct, CatalogTable } from '../mesh/producer/catalog-product.ts';

/** What people know as one product: the tables of one database that carry one product name. */
export interface NamedProduct extends CatalogProduct {
  /** Whether the database holds other products beside it. */
  readonly isPart: boolean;
}

/**
 * The products of one database, each with its own tables: whoever asks for one of them must not be given another's. Tables without a product name are a
 * product of their own, called like the database.
 */
export function productsOfDatabase({
  product: _,
  domain: __,
  ...database
}: CatalogProduct): readonly NamedProduct[] {
  const byName = new Map<string, CatalogTable[]>();
  for (const table of database.tables) {
    const name = table.product?.toLowerCase() ?? '';
    byName.set(name, [...(byName.get(name) ?? []), table]);
  }
  return [...byName.values()].map((tables) => {
    const product = tables[0]?.product;
    const [domain, otherDomain] = [...new Set(tables.map((table) => table.domain))];
    return {
      ...database,
      tables,
      isPart: byName.size > 1,
      ...(product === undefined ? {} : { product }),
      ...(domain === undefined || otherDomain !== undefined ? {} : { domain }),
    };
  });
}
