import type { MeshCatalog, MeshDatabase, MeshTable } from '../ports/mesh-catalog.ts';
import type { CatalogProduct, CatalogTable } from './catalog-product.ts';
import { endOfProduct, isEndTakenBack } from './product-end.ts';

/** Names of the parameters in which publishing writes what a table belongs to, so that finding needs no call a table. */
export const DOMAIN_PARAMETER = 'data_mesh_domain';
export const PRODUCT_PARAMETER = 'data_mesh_product';
/** Of the database: when the crawlers of its sources run. */
export const SCHEDULE_PARAMETER = 'data_mesh_crawler_schedule';

/** Every database of the catalog that holds tables of a known owner, as a product. */
export async function* listProducts(catalog: MeshCatalog, isPublic: boolean): AsyncIterable<CatalogProduct> {
  for await (const database of catalog.databases()) {
    const tables: MeshTable[] = [];
    for await (const table of catalog.tables(database.name)) {
      if (table.target === undefined) {
        tables.push(table);
      }
    }
    const product = toProduct(database, tables, isPublic);
    if (product) {
      yield product;
    }
  }
}

function toProduct(
  database: MeshDatabase,
  tables: readonly MeshTable[],
  isPublic: boolean,
): CatalogProduct | undefined {
  const [owner, other] = [...new Set(tables.flatMap((table) => table.owner ?? []))];
  // A database with tables of two owners is no product: nobody could decide on it as a whole.
  if (owner === undefined || other !== undefined) {
    return undefined;
  }
  const shown = tables.filter((table) => table.owner === owner).map(toCatalogTable);
  const domain = onlyOne(shown.map((table) => table.domain));
  const product = onlyOne(shown.map((table) => table.product));
  const endsAt = endOfProduct(database);
  return {
    database: database.name,
    owner,
    isPublic,
    ...(database.parameters[SCHEDULE_PARAMETER] ? { schedule: database.parameters[SCHEDULE_PARAMETER] } : {}),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(isEndTakenBack(database) ? { isEndTakenBack: true } : {}),
    tables: shown,
    ...(domain === undefined ? {} : { domain }),
    ...(product === undefined ? {} : { product }),
    ...(database.description === undefined ? {} : { description: database.description }),
  };
}

export function toCatalogTable({
  name,
  description,
  location,
  columns,
  parameters,
}: MeshTable): CatalogTable {
  const { [PRODUCT_PARAMETER]: product, [DOMAIN_PARAMETER]: domain, ...others } = parameters;
  return {
    name,
    columns,
    tags: Object.fromEntries(Object.entries(others).map(([key, value]) => [key, [value]])),
    ...(description === undefined ? {} : { description }),
    ...(location === undefined ? {} : { location }),
    ...(product === undefined ? {} : { product }),
    ...(domain === undefined ? {} : { domain }),
  };
}

function onlyOne(values: readonly (string | undefined)[]): string | undefined {
  const different = new Set(values);
  return different.size === 1 ? values[0] : undefined;
}
