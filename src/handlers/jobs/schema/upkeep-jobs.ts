import * as z from 'zod/mini';
import { Observation } from '../observation.ts';
import { base, shown } from './base.ts';

/** What nobody asked for: the schedule, the stream, and the app in its workspaces. */
export const UPKEEP_JOBS = [
  z.object({ ...base, kind: z.literal('install'), code: z.string(), nonce: z.string() }),
  z.object({ ...base, kind: z.literal('uninstalled') }),
  /** Keeps what was done to a record outside the app. */
  z.object({
    ...base,
    kind: z.literal('observe'),
    subscriptionId: shown.subscriptionId,
    /** Of the stream's record. */
    sequence: z.string(),
    /** Epoch seconds of the change. */
    seenAt: z.number(),
    observation: Observation,
  }),
  z.object({ ...base, kind: z.literal('sync-catalogue') }),
  z.object({ ...base, kind: z.literal('renew-tokens') }),
  z.object({
    ...base,
    kind: z.literal('sweep'),
    /** Goes on behind this record, where the job before had to stop. */
    after: z.optional(z.string()),
  }),
  z.object({ ...base, kind: z.literal('drift') }),
  /** Shows the requests to their owners that nobody told of while the inventory was not confirmed. */
  z.object({ ...base, kind: z.literal('announce-waiting') }),
] as const;
