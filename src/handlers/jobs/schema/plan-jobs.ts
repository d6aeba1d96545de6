import * as z from 'zod/mini';
import { Modify, Revoke } from './access-jobs.ts';
import { base, shown } from './base.ts';
import { Review } from './decision-jobs.ts';

/** What shows what something would do, and does what was shown. */
export const PLAN_JOBS = [
  /** Shows over a form what its choices would do. */
  z.object({
    ...base,
    kind: z.literal('open-plan'),
    subscriptionId: shown.subscriptionId,
    of: z.discriminatedUnion('kind', [Review, Modify, Revoke]),
  }),
  /** Does what a plan said, which `reference` names by its digest. */
  z.object({ ...base, kind: z.literal('confirm-plan'), ...shown }),
] as const;
