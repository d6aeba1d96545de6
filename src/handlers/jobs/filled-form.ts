import type { RequestModalState } from '../../blocks/request-modal.ts';
import { typed } from '../../blocks/text.ts';
import { NotFoundError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { CachedProduct } from '../ports.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** The product of a record, for the request form. Throws `NotFoundError` (`NOT_OFFERED`) where the catalogue lists it no more. */
export async function offeredProduct(
  { products }: Pick<JobDependencies, 'products'>,
  { id, database, tables }: Subscription,
): Promise<CachedProduct> {
  const product = database === undefined ? undefined : await products.of(database, tables);
  if (!product) {
    throw new NotFoundError('NOT_OFFERED', `the product of ${id} is not in the catalogue`, {
      userMessage: `${typed(database ?? 'This product', 100)} is not offered in the mesh any more. \`/mesh find\` shows what is.`,
    });
  }
  return product;
}

/** The request form as this record would have filled it. */
export function filledFrom({
  tables,
  requested,
  reason,
  requestedSeconds,
  expiresAt,
  status,
  fields,
}: Subscription): NonNullable<RequestModalState['filled']> {
  return {
    tables,
    permissions: requested,
    reason: reason ?? '',
    durationSeconds: requestedSeconds,
    ...((status === 'Pending' || status === 'Denied') && requestedSeconds === undefined ? { expiresAt } : {}),
    fields,
  };
}
