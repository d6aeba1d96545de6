import * as z from 'zod/mini';

/** Checked in full where the policy is read; its whole schema would be weight that each cold start of the public function carries. */
const Field = z.lazy(() =>
  z.object({
    name: z.string(),
    label: z.string(),
    hint: z.optional(z.string()),
    pattern: z.optional(z.string()),
    message: z.optional(z.string()),
    optional: z.optional(z.boolean()),
  }),
);

/** A product as the cache holds it; see `CachedProduct`. */
export const StoredProduct = z.lazy(() =>
  z.object({
    database: z.string(),
    key: z.string(),
    title: z.string(),
    domain: z.optional(z.string()),
    product: z.optional(z.string()),
    description: z.optional(z.string()),
    ownerTeam: z.string(),
    ownerTeamName: z.string(),
    approvers: z.array(z.string()),
    approverGroups: z.array(z.string()),
    isUndecidable: z.optional(z.boolean()),
    usualSeconds: z.optional(z.number()),
    endsAt: z.optional(z.number()),
    longestSeconds: z.optional(z.number()),
    defaultSeconds: z.optional(z.number()),
    endless: z.optional(z.boolean()),
    live: z.optional(z.boolean()),
    fields: z.optional(z.array(Field)),
    conditions: z.optional(z.string()),
    tables: z.array(z.object({ name: z.string(), description: z.optional(z.string()), columns: z.number() })),
  }),
);
