import * as z from 'zod/mini';

/** Where a private answer goes: to the person who acted, in the channel where it happened. */
const Reply = z.object({
  /** Valid for 30 minutes and 5 uses; absent for modal submissions. */
  responseUrl: z.optional(z.string()),
  channel: z.optional(z.string()),
  /** A view opened by the slack function, to be filled or replaced by the worker. */
  viewId: z.optional(z.string()),
  /** Of that view as it was then: a view that went on since is left alone. */
  viewHash: z.optional(z.string()),
  /**
   * Of that view as it was submitted, where Slack's answer to the submission still has to replace it: that answer may come after the worker, and
   * must not be the last word.
   */
  submittedHash: z.optional(z.string()),
});

/** What every job carries. */
export const base = {
  /** Also the FIFO deduplication id; made from Slack's own ids, so that the same click is the same job. */
  id: z.string().check(z.minLength(1), z.maxLength(128)),
  /** Epoch seconds at which the person acted. Jobs older than 15 minutes are asked for again, not executed. */
  at: z.number(),
  workspace: z.string(),
  enterprise: z.optional(z.string()),
  /** The person's own workspace, where it is not the one in which they acted. */
  home: z.optional(z.string()),
  user: z.string(),
  /** ARN of who sent it by command line, with AWS's own authority over the queue; absent on all that comes from Slack. */
  operator: z.optional(z.string()),
  reply: Reply,
};

/** What a button carries: the subscription, for the queue's order, and the opaque id of what its message showed. Neither is authority. */
export const shown = {
  subscriptionId: z.string().check(z.minLength(1), z.maxLength(64)),
  reference: z.string().check(z.minLength(1), z.maxLength(64)),
};
