import type { CachedProduct } from './ports.ts';

/** Products in which every typed word begins some word of the title, domain, team, database or a table's name. Best first. */
export function searchProducts(products: readonly CachedProduct[], typed: string): readonly CachedProduct[] {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) {
    return products;
  }
  return products
    .map((product) => ({ product, score: scoreOf(product, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.product.title.localeCompare(b.product.title))
    .map(({ product }) => product);
}

/** The only product whose whole title stands in the text; `undefined` where none or several do. */
export function productNamedIn(products: readonly CachedProduct[], text: string): CachedProduct | undefined {
  const words = ` ${wordsOf(text).join(' ')} `;
  const [only, second] = products.filter(({ title }) => words.includes(` ${wordsOf(title).join(' ')} `));
  return second ? undefined : only;
}

/** 0 where a word is missing; more where the words stand in the title than in a table's name. */
function scoreOf(product: CachedProduct, wanted: readonly string[]): number {
  const title = wordsOf(`${product.title} ${product.product ?? ''}`);
  const place = wordsOf(`${product.domain ?? ''} ${product.ownerTeamName} ${product.database}`);
  const tables = product.tables.flatMap(({ name }) => wordsOf(name));
  let score = 0;
  for (const word of wanted) {
    const begins = (candidate: string): boolean => candidate.startsWith(word);
    const found = title.some(begins) ? 4 : place.some(begins) ? 2 : tables.some(begins) ? 1 : 0;
    if (found === 0) {
      return 0;
    }
    score += found;
  }
  return score;
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
