import type { ProductTitles } from '../handlers/product-titles.ts';

/** Looks each title up once. For one invocation and no longer: the next one has to see what was renamed meanwhile. */
export function titlesOnce(titles: ProductTitles): ProductTitles {
  const known = new Map<string, Promise<string | undefined>>();
  return {
    of(database, tables) {
      const key = JSON.stringify([database, ...tables]);
      const found = known.get(key) ?? titles.of(database, tables);
      known.set(key, found);
      found.catch(() => known.delete(key)); // a failure is not remembered
      return found;
    },
  };
}
