import { expect, it } from '@jest/globals';
import type { CachedProduct } from '../../src/handlers/ports.ts';
import { searchProducts } from '../../src/handlers/search-products.ts';

function aProduct(
  title: string,
  tables: readonly string[],
  changes: Partial<CachedProduct> = {},
): CachedProduct {
  return {
    database: `${title.replaceAll(' ', '_')}-222222222222`,
    key: title,
    title,
    ownerTeam: 'sales',
    ownerTeamName: 'Sales',
    approvers: [],
    approverGroups: [],
    tables: tables.map((name) => ({ name, columns: 1 })),
    ...changes,
  };
}

const products = [
  aProduct('retail orders', ['orders', 'customers']),
  aProduct('parcel tracking', ['parcels', 'scans'], { ownerTeamName: 'Logistics', domain: 'supply chain' }),
  aProduct('customers', ['people']),
];

it.each([
  ['ret', ['retail orders']],
  ['logistics', ['parcel tracking']],
  ['supply', ['parcel tracking']],
  ['scan', ['parcel tracking']],
  ['customers', ['customers', 'retail orders']],
  ['RETAIL Orders', ['retail orders']],
  ['nothing', []],
  ['', ['retail orders', 'parcel tracking', 'customers']],
])('finds what %j begins, names before tables', (typed, titles) => {
  expect(searchProducts(products, typed).map(({ title }) => title)).toEqual(titles);
});
