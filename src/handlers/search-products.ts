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

/**
 * The one product that a text speaks of, by its whole title or by whole names of its tables; `undefined` where none is named, or where others are
 * spoken of as well. Of two that the same words name, the one with them as its title.
 */
export function productNamedIn(products: readonly CachedProduct[], text: string): CachedProduct | undefined {
  const said = singularWords(text);
  const spokenOf = products
    .map((product) => {
      const title = positionsOf(singularWords(product.title), said);
      const tables = product.tables.flatMap(({ name }) => positionsOf(singularWords(name), said));
      return { product, isTitle: title.length > 0, at: new Set([...title, ...tables]) };
    })
    .filter(({ at }) => at.size > 0);
  type Spoken = (typeof spokenOf)[number];
  const isAbove = (best: Spoken, other: Spoken): boolean =>
    [...other.at].every((position) => best.at.has(position)) &&
    (best.at.size > other.at.size || (best.isTitle && !other.isTitle));
  return spokenOf.find((best) => spokenOf.every((other) => other === best || isAbove(best, other)))?.product;
}

/** Where in the text these words stand one after the other; every position that they take. */
function positionsOf(words: readonly string[], said: readonly string[]): readonly number[] {
  const isAt = (start: number): boolean =>
    words.length > 0 && words.every((word, index) => said[start + index] === word);
  return said.flatMap((_, start) => (isAt(start) ? words.map((__, index) => start + index) : []));
}

/** People write of one parcel and of parcels. */
function singularWords(text: string): readonly string[] {
  return wordsOf(text).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
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
