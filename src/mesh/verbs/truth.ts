import type { MemberSide } from '../admin/diagnose-running.ts';
import type { Finding as Diagnosis } from '../admin/finding.ts';
import type { DriftFilter, DriftLine, Finding } from '../drift/finding.ts';
import type { RepairRequest } from '../drift/repair-request.ts';
import type { TableReaders } from '../readers/reader.ts';

/** What AWS holds, against what was decided. */
export interface Truth {
  /**
   * Whom AWS lets at this table now, through what, and on which decision it rests. Throws `NotFoundError` (`TABLE_NOT_FOUND`), `UpstreamError`.
   */
  readers(database: string, table: string): Promise<TableReaders>;
  /** What was decided against what AWS holds, in both directions, without what somebody left until a date; see `Finding`. Changes nothing. */
  drift(filter: DriftFilter): AsyncIterable<DriftLine>;
  /**
   * Brings one difference to an end, as `remedy` says, from what was decided and from nothing else; the difference is looked for again first.
   * Throws `ConflictError` (`DRIFT_GONE`), `InvalidRequestError` (`NO_SUCH_REMEDY`, `BAD_UNTIL`, `NO_REASON`), `UpstreamError` (`NOT_REPAIRED`).
   */
  repair(request: RepairRequest): Promise<Finding>;
  /**
   * Whether the roles of these members can be taken, and with `whole` what every member's work rests on: table, Lake Formation's settings, the
   * catalogue's role, the clock. Changes nothing.
   */
  diagnose(scope: {
    readonly members: readonly MemberSide[];
    readonly whole: boolean;
  }): Promise<readonly Diagnosis[]>;
}
