import * as z from 'zod/mini';

/** The publish form as it travels to the worker, as far as it is filled. */
export const PublishForm = z.object({
  /** Team key; empty where the person's only producer team is meant. */
  team: z.string(),
  /** Option value or name of the source database; empty: none chosen yet. */
  source: z.string(),
  /** RE2 expression for whole table names; empty: every table. */
  pattern: z.string(),
  product: z.string(),
  domain: z.string(),
  isPublic: z.boolean(),
  /** Name of the mesh database; empty: the usual one. */
  exposedName: z.string(),
  /** Glue's expression of when crawlers look at the sources; empty: no crawlers. Absent in forms of older versions. */
  schedule: z._default(z.string(), ''),
  /** Name or ARN of the crawlers' role; empty where there are none. */
  crawlerRole: z._default(z.string(), ''),
});
export type PublishForm = z.infer<typeof PublishForm>;
