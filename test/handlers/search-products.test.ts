import { expect, it } from '@jest/globals';
import type { CachedProduct } from '../../src/handlers/ports.ts';
import { productNamedIn, searchProducts } from '../../src/handlers/search-products.ts';

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

it.each([
  ['Could I get parcels and scans per region?', 'parcel tracking'],
  ['one scan a parcel is enough', 'parcel tracking'],
  ['the retail orders & more for the board report', 'retail orders'],
  ['orders and customers by week', 'retail orders'],
  ['who are our customers', 'customers'],
  ['orders and parcels by week', undefined],
  ['retail orders and parcel tracking', undefined],
  ['the scanner in the hall is broken', undefined],
  ['', undefined],
])('takes from a message, %j, the product that it clearly speaks of', (text, title) => {
  expect(productNamedIn(products, text)?.title).toBe(title);
});

it('leaves the choice to the person where two products have a table of that name', () => {
  const twins = [aProduct('retail orders', ['orders']), aProduct('online shop', ['orders'])];

  expect(productNamedIn(twins, 'orders per region')).toBeUndefined();
  expect(productNamedIn(twins, 'retail orders per region')?.title).toBe('retail orders');
});
