import * as z from 'zod/mini';
import { ChosenColumns, ChosenRows } from '../chosen-columns.ts';
import { base, shown } from './base.ts';

export const Modify = z.object({
  ...base,
  kind: z.literal('modify'),
  ...shown,
  permissions: z.array(z.string()),
  grantable: z.array(z.string()),
  /** Absent: as they are; empty: all columns of every table. */
  columns: z.optional(ChosenColumns),
  /** As `columns`. */
  rows: z.optional(ChosenRows),
  /** From the click on; absent both: its end stays. */
  durationSeconds: z.optional(z.number().check(z.int(), z.positive())),
  endless: z.optional(z.boolean()),
  note: z.string(),
});

export const Revoke = z.object({ ...base, kind: z.literal('revoke'), ...shown, reason: z.string() });

/** What is done with an access, and with its end. */
export const ACCESS_JOBS = [
  z.object({ ...base, kind: z.literal('import'), ...shown }),
  z.object({ ...base, kind: z.literal('open-modify'), ...shown }),
  Modify,
  z.object({ ...base, kind: z.literal('open-revoke'), ...shown }),
  Revoke,
  z.object({ ...base, kind: z.literal('open-extend'), ...shown }),
  z.object({
    ...base,
    kind: z.literal('ask-extension'),
    subscriptionId: shown.subscriptionId,
    /** Absent where the id was typed. */
    reference: z.optional(shown.reference),
    seconds: z.number().check(z.int(), z.positive()),
    reason: z.string(),
  }),
  z.object({ ...base, kind: z.literal('let-end'), ...shown }),
  z.object({ ...base, kind: z.literal('approve-extension'), ...shown }),
  z.object({ ...base, kind: z.literal('open-deny-extension'), ...shown }),
  z.object({ ...base, kind: z.literal('deny-extension'), ...shown, reason: z.string() }),
] as const;
