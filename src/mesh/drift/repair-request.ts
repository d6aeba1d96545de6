import type { Actor } from '../actor.ts';
import type { Remedy } from './finding.ts';

export interface RepairRequest {
  /** Producer account id of the finding. */
  readonly owner: string;
  readonly finding: string;
  readonly remedy: Remedy;
  readonly by: Actor;
  /** A redelivered job goes on with its own work. */
  readonly job: string;
  /** Of `ignore`: until when; epoch seconds. */
  readonly until?: number;
  /** Of `adopt`: the end of the access, epoch seconds; absent: none. */
  readonly expiresAt?: number;
  /** Why; `ignore` demands it. */
  readonly note?: string;
}
