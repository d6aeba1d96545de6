import type { AdoptionCopy } from '../handlers/adoption/adoption-copy.ts';
import { once } from '../handlers/once.ts';

/** Reads it once for all changes of one invocation; what waits when it is confirmed meanwhile, the confirmation shows. */
export function adoptionOnce(adoption: Pick<AdoptionCopy, 'read'>): Pick<AdoptionCopy, 'read'> {
  const known = once<boolean | undefined>();
  return { read: () => known('', () => adoption.read()) };
}
