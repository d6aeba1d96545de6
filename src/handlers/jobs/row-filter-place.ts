import * as z from 'zod/mini';
import { notYours } from './own-tables.ts';

/** What a button of `/mesh filters` carries: a filter, or the words by which the list was narrowed. Never authority. */
const Place = z.union([
  z.object({ database: z.string(), table: z.string(), name: z.string() }),
  z.object({ words: z.string() }),
]);

/** What the form carries besides: whom the person was told of. */
export const Metadata = z.object({ place: z.string(), confirmed: z.optional(z.array(z.string())) });

export function parsePlace(text: string): z.infer<typeof Place> {
  const parsed = Place.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw notYours();
  }
  return parsed.data;
}
