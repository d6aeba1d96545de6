import * as z from 'zod/mini';
import type { Job } from './job.ts';
import { PublishForm } from './publish-form.ts';

const Reasons = z.array(z.object({ sourceTable: z.string(), reason: z.string() }));

/** How far a publication has come: what the next job goes on from, and what Retry tries again. */
export const Publication = z.object({
  id: z.string(),
  form: PublishForm,
  /** Source database, resolved. */
  source: z.string(),
  workspace: z.string(),
  enterprise: z.optional(z.string()),
  user: z.string(),
  /** Source tables that are still to be done, sorted. */
  left: z.array(z.string()),
  published: z.array(z.string()),
  skipped: Reasons,
  failed: Reasons,
  /** Id of the job that is at it or is to go on: any other comes too late. */
  job: z.string(),
  /** Counts those jobs, 1 for the first. */
  number: z.number(),
});
export type Publication = z.infer<typeof Publication>;

export interface Publications {
  find(id: string): Promise<Publication | undefined>;
  /** Kept for a week. */
  keep(publication: Publication): Promise<void>;
}

export interface JobSender {
  /** A job with an id that was sent within five minutes is sent once. */
  send(job: Job): Promise<void>;
}
