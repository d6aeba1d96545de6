import * as z from 'zod/mini';
import type { Subscription } from '../subscriptions/subscription.ts';

type StoredScope = NonNullable<Subscription['byTag']>;

/** What a record or decision follows, as it is stored. */
export const StoredTagScope = z.object({
  Kind: z.enum(['product', 'domain']),
  Name: z.string(),
  Sensitivities: z.array(z.string()),
  HeldBack: z.optional(z.array(z.string())),
});

export function tagScopeFromItem({
  Kind,
  Name,
  Sensitivities,
  HeldBack,
}: z.infer<typeof StoredTagScope>): StoredScope {
  return {
    kind: Kind,
    name: Name,
    sensitivities: Sensitivities,
    ...(HeldBack === undefined ? {} : { heldBack: HeldBack }),
  };
}

export function tagScopeToItem({
  kind,
  name,
  sensitivities,
  heldBack,
}: StoredScope): z.infer<typeof StoredTagScope> {
  return {
    Kind: kind,
    Name: name,
    Sensitivities: [...sensitivities],
    ...(heldBack === undefined || heldBack.length === 0 ? {} : { HeldBack: [...heldBack] }),
  };
}
