import { once } from '../handlers/once.ts';
import type { ProductTitles } from '../handlers/product-titles.ts';

/** Looks each title up once: what is renamed meanwhile, the next invocation sees. */
export function titlesOnce(titles: ProductTitles): ProductTitles {
  const known = once<string | undefined>();
  return {
    of: (database, tables) => known(JSON.stringify([database, ...tables]), () => titles.of(database, tables)),
  };
}
