import * as z from 'zod/mini';
import { TABLE_PERMISSIONS } from '../../mesh/permissions.ts';

const Permissions = z.array(z.enum(TABLE_PERMISSIONS));

/** What somebody did to a record outside the app, as the stream shows it. */
export const Observation = z.object({
  /** What it amounts to: a job's kind, or `remove`, `reopen`, `change`. */
  action: z.string(),
  /** An `Actor` as text; `somebody` where the record does not say. */
  by: z.string(),
  outcome: z.enum(['done', 'partly', 'failed']),
  owner: z.string(),
  subscriber: z.string(),
  database: z.optional(z.string()),
  tables: z.array(z.string()),
  permissions: Permissions,
  grantable: Permissions,
  /** Epoch seconds. */
  expiresAt: z.optional(z.number()),
  /** Status before and after. */
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  note: z.optional(z.string()),
});
export type Observation = z.infer<typeof Observation>;
