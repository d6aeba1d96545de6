import type { Message } from '../../../blocks/message.ts';
import { productCard, productList } from '../../../blocks/product-list.ts';
import type { CachedProduct } from '../../ports.ts';
import { searchProducts } from '../../search-products.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';

/** `/mesh find` and `/mesh show`: what is offered, to every full member of the workspace; guests and strangers learn nothing of it. */
export async function find({ products }: JobDependencies, { what, words }: JobOf<'look'>): Promise<Message> {
  const all: CachedProduct[] = [];
  for await (const product of products.all()) {
    all.push(product);
  }
  const found = searchProducts(all, words);
  return what === 'find' ? productList(words, found) : productCard(words, found);
}
