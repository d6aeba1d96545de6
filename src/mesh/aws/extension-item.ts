import * as z from 'zod/mini';
import type { EndNotice, Extension } from '../subscriptions/extension.ts';

export const StoredExtension = z.object({
  Seconds: z.number(),
  From: z.number(),
  By: z.string(),
  At: z.number(),
  Job: z.string(),
  Reason: z.optional(z.string()),
  Decided: z.optional(
    z.object({
      Kind: z.enum(['extend', 'deny-extension']),
      By: z.string(),
      OnBehalf: z.optional(z.string()),
      At: z.number(),
      Note: z.optional(z.string()),
    }),
  ),
});
type StoredExtension = z.infer<typeof StoredExtension>;

export const StoredEndNotice = z.object({
  End: z.number(),
  Lead: z.optional(z.number()),
  Quiet: z.optional(z.boolean()),
});
type StoredEndNotice = z.infer<typeof StoredEndNotice>;

export function extensionFromItem(stored: StoredExtension): Extension {
  const { Decided } = stored;
  return {
    seconds: stored.Seconds,
    from: stored.From,
    by: stored.By,
    at: stored.At,
    job: stored.Job,
    ...(stored.Reason === undefined ? {} : { reason: stored.Reason }),
    ...(Decided
      ? {
          decided: {
            kind: Decided.Kind,
            by: Decided.By,
            ...(Decided.OnBehalf === undefined ? {} : { onBehalf: Decided.OnBehalf }),
            at: Decided.At,
            ...(Decided.Note === undefined ? {} : { note: Decided.Note }),
          },
        }
      : {}),
  };
}

export function extensionToItem({ seconds, from, by, at, job, reason, decided }: Extension): StoredExtension {
  return {
    Seconds: seconds,
    From: from,
    By: by,
    At: at,
    Job: job,
    ...(reason === undefined ? {} : { Reason: reason }),
    ...(decided
      ? {
          Decided: {
            Kind: decided.kind,
            By: decided.by,
            ...(decided.onBehalf === undefined ? {} : { OnBehalf: decided.onBehalf }),
            At: decided.at,
            ...(decided.note === undefined ? {} : { Note: decided.note }),
          },
        }
      : {}),
  };
}

export function endNoticeFromItem({ End, Lead, Quiet }: StoredEndNotice): EndNotice {
  return {
    end: End,
    ...(Lead === undefined ? {} : { lead: Lead }),
    ...(Quiet === undefined ? {} : { quiet: Quiet }),
  };
}

export function endNoticeToItem({ end, lead, quiet }: EndNotice): StoredEndNotice {
  return {
    End: end,
    ...(lead === undefined ? {} : { Lead: lead }),
    ...(quiet === undefined ? {} : { Quiet: quiet }),
  };
}
