import * as z from 'zod/mini';
import { ChosenColumns, ChosenRows } from '../chosen-columns.ts';
import { requestForm } from '../request-form.ts';
import { base, shown } from './base.ts';

const { expiresAt } = requestForm().shape;

export const Review = z.object({
  ...base,
  kind: z.literal('review'),
  ...shown,
  tables: z.array(z.string()),
  /** Of a request that follows a product; absent: it follows none. */
  live: z.optional(z.boolean()),
  permissions: z.array(z.string()),
  grantable: z.array(z.string()),
  columns: z.optional(ChosenColumns),
  rows: z.optional(ChosenRows),
  /** Shorter than asked for, counted from the click; absent: as asked for. */
  durationSeconds: z.optional(z.number().check(z.int(), z.positive())),
  /** The end instead of a length; no later than asked for. */
  expiresAt,
  note: z.string(),
  /** What was typed where the form asked for the product's name. */
  confirm: z.optional(z.string()),
});

/** What is decided on a request. */
export const DECISION_JOBS = [
  z.object({ ...base, kind: z.literal('approve'), ...shown }),
  z.object({ ...base, kind: z.literal('open-deny'), ...shown }),
  z.object({ ...base, kind: z.literal('deny'), ...shown, reason: z.string() }),
  z.object({ ...base, kind: z.literal('open-review'), ...shown }),
  Review,
  z.object({ ...base, kind: z.literal('open-ask'), ...shown }),
  z.object({ ...base, kind: z.literal('ask'), ...shown, text: z.string() }),
  z.object({ ...base, kind: z.literal('retry'), ...shown }),
  z.object({ ...base, kind: z.literal('keep-partial'), ...shown }),
  z.object({ ...base, kind: z.literal('roll-back'), ...shown }),
] as const;
