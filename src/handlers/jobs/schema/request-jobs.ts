import * as z from 'zod/mini';
import { requestForm } from '../request-form.ts';
import { base, shown } from './base.ts';

/** What of a request its asker may change while it waits. */
const form = requestForm();
const { tables, permissions, reason, durationSeconds, expiresAt, fields, confirmed } = form.shape;
const CHANGEABLE = { tables, permissions, reason, durationSeconds, expiresAt, fields, confirmed };

/** What a person asks for, and does to a request while it waits. */
export const REQUEST_JOBS = [
  z.object({ ...base, kind: z.literal('request-access'), form }),
  /** Marks in the open request form what the person's teams have of the product. */
  z.object({
    ...base,
    kind: z.literal('open-request'),
    /** The product's key. */
    product: z.string(),
    again: z.optional(z.string()),
    notice: z.optional(z.string()),
    filled: z.optional(
      z.object({
        tables: z.array(z.string()),
        permissions: z.array(z.string()),
        reason: z.string(),
        team: z.optional(z.string()),
        durationSeconds,
        expiresAt,
        fields,
      }),
    ),
  }),
  z.object({ ...base, kind: z.literal('withdraw'), ...shown }),
  z.object({ ...base, kind: z.literal('nudge'), ...shown }),
  z.object({ ...base, kind: z.literal('share-held'), ...shown }),
  z.object({ ...base, kind: z.literal('share-again'), ...shown }),
  z.object({ ...base, kind: z.literal('open-again'), ...shown }),
  z.object({ ...base, kind: z.literal('open-edit'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('edit'),
    ...shown,
    ...CHANGEABLE,
  }),
  z.object({ ...base, kind: z.literal('open-answer'), ...shown }),
  z.object({ ...base, kind: z.literal('answer'), ...shown, text: z.string() }),
] as const;
