import type { Job } from './jobs/job.ts';
import type { Person } from './person.ts';

/** The plan that a person saw last of an access. */
export interface ShownPlan {
  /** Of what would be called and changed. */
  readonly digest: string;
  /** The job that showed it: it never takes its own plan for one that the person said yes to. */
  readonly by: string;
  /** What the plan is of. */
  readonly of: Job;
}

export interface ShownPlans {
  /** `undefined` where none was shown within the hour. */
  find(person: Person, subscriptionId: string): Promise<ShownPlan | undefined>;
  /** Replaces what was shown before. */
  keep(person: Person, subscriptionId: string, plan: ShownPlan): Promise<void>;
  forget(person: Person, subscriptionId: string): Promise<void>;
}
