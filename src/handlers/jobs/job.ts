import * as z from 'zod/mini';
import { ACCESS_JOBS } from './schema/access-jobs.ts';
import { DECISION_JOBS } from './schema/decision-jobs.ts';
import { LOOK_JOBS } from './schema/look-jobs.ts';
import { ORDER_JOBS } from './schema/order-jobs.ts';
import { PLAN_JOBS } from './schema/plan-jobs.ts';
import { PRODUCT_JOBS } from './schema/product-jobs.ts';
import { REQUEST_JOBS } from './schema/request-jobs.ts';
import { UPKEEP_JOBS } from './schema/upkeep-jobs.ts';

/** Everything that is done behind the answer to Slack; each with its file in `run-job.ts`. */
export const Job = z.discriminatedUnion('kind', [
  ...REQUEST_JOBS,
  ...DECISION_JOBS,
  ...ACCESS_JOBS,
  ...PLAN_JOBS,
  ...PRODUCT_JOBS,
  ...LOOK_JOBS,
  ...ORDER_JOBS,
  ...UPKEEP_JOBS,
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>;
