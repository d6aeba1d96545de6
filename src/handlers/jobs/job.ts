import * as z from 'zod';

/** Where a private answer goes: to the person who acted, in the channel where it happened. */
const Reply = z.object({
  /** Valid for 30 minutes and 5 uses; absent for modal submissions. */
  responseUrl: z.string().optional(),
  channel: z.string().optional(),
  /** A view opened by the slack function, to be filled or replaced by the worker. */
  viewId: z.string().optional(),
});

const base = {
  /** Also the FIFO deduplication id; made from Slack's own ids, so that the same click is the same job. */
  id: z.string().min(1).max(128),
  /** Epoch seconds at which the person acted. Jobs older than 15 minutes are asked for again, not executed. */
  at: z.number(),
  workspace: z.string(),
  enterprise: z.string().optional(),
  user: z.string(),
  reply: Reply,
};

export const RequestForm = z.object({
  team: z.string(),
  database: z.string(),
  tables: z.array(z.string()).min(1),
  permissions: z.array(z.string()).min(1),
  reason: z.string(),
});
export type RequestForm = z.infer<typeof RequestForm>;

/** A message reference: the opaque id that a button carries. What was shown is kept on the server. */
const reference = z.string().min(1).max(64);

export const Job = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('request-access'), form: RequestForm }),
  z.object({ ...base, kind: z.literal('approve'), reference }),
  z.object({ ...base, kind: z.literal('open-deny'), reference }),
  z.object({ ...base, kind: z.literal('deny'), reference, reason: z.string() }),
  z.object({ ...base, kind: z.literal('import'), reference }),
  z.object({ ...base, kind: z.literal('sync-catalogue') }),
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>;
