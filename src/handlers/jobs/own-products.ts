import type { Mesh } from '../../mesh/mesh.ts';
import type { CatalogProduct } from '../../mesh/producer/catalog-product.ts';
import { productKey } from '../product-key.ts';
import type { Team } from '../team.ts';

export interface OwnProduct extends CatalogProduct {
  readonly team: Team;
  readonly title: string;
  readonly key: string;
}

/** Everything that these teams have in the mesh, found by everybody or not, by title. */
export async function ownProducts(mesh: Mesh, teams: readonly Team[]): Promise<readonly OwnProduct[]> {
  const products: OwnProduct[] = [];
  for (const team of teams) {
    for await (const product of mesh.productsOf(team.account)) {
      products.push({ ...product, team, title: titleOf(product), key: productKey(product.database) });
    }
  }
  return products.sort((a, b) => a.title.localeCompare(b.title) || (a.database < b.database ? -1 : 1));
}

/** A database with several products is called by all of them: deleting it deletes them all. */
function titleOf({ database, product, tables }: CatalogProduct): string {
  const names = [...new Set(tables.flatMap((table) => table.product ?? []))].sort();
  return product ?? (names.length > 0 ? names.join(' and ') : database);
}

/** By key, by whole name, or by part of a name where that leaves just one. */
export function findOwnProduct(products: readonly OwnProduct[], words: string): OwnProduct | undefined {
  const wanted = words.trim().toLowerCase();
  const exact = products.filter(
    ({ key, title, database }) => key === words || database === wanted || title.toLowerCase() === wanted,
  );
  const found =
    exact.length > 0 || wanted === '' ? exact : products.filter((product) => fits(product, wanted));
  return found.length === 1 ? found[0] : undefined;
}

/** Whether the words are part of its title, its database or its domain. */
export function fits({ title, database, domain = '' }: OwnProduct, words: string): boolean {
  return [title, database, domain].some((text) => text.toLowerCase().includes(words.toLowerCase()));
}
