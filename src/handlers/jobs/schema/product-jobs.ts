import * as z from 'zod/mini';
import { PublishForm } from '../publish-form.ts';
import { base } from './base.ts';

/** What producers do with their products. */
export const PRODUCT_JOBS = [
  /** Fills the form, and fills it again after each change of what decides about the tables. */
  z.object({ ...base, kind: z.literal('open-publish'), form: PublishForm }),
  z.object({ ...base, kind: z.literal('publish'), form: PublishForm }),
  /** Goes on with a publication where the job before had to stop, or tries again what failed. */
  z.object({
    ...base,
    kind: z.literal('continue-publish'),
    publication: z.string().check(z.regex(/^[\w-]{22}$/)),
    /** Counts the jobs of a publication: one that is not the next is an old one. */
    number: z.optional(z.number().check(z.int(), z.positive())),
  }),
  /** Words of a person, or a product's key. */
  z.object({ ...base, kind: z.literal('open-delete-product'), product: z.string() }),
  z.object({
    ...base,
    kind: z.literal('delete-product'),
    team: z.string(),
    /** Mesh database, and as the person typed it. */
    database: z.string(),
    confirm: z.string(),
  }),
  z.object({
    ...base,
    kind: z.literal('announce-deletion'),
    team: z.string(),
    database: z.string(),
    /** Last day, `YYYY-MM-DD`. */
    date: z.string(),
    /** What those who have access are told; may be empty. */
    reason: z.string(),
  }),
  z.object({ ...base, kind: z.literal('cancel-deletion'), team: z.string(), database: z.string() }),
  /** `place` is what the button carried: a filter, or the words that narrowed the list. */
  z.object({ ...base, kind: z.literal('open-row-filter'), place: z.string() }),
  z.object({
    ...base,
    kind: z.literal('save-row-filter'),
    metadata: z.string(),
    /** Option value of `database.table`; empty where the filter is there already, as is the name. */
    table: z.string(),
    name: z.string(),
    expression: z.string(),
    description: z.string(),
  }),
  z.object({ ...base, kind: z.literal('delete-row-filter'), place: z.string() }),
] as const;
