import { bareRecords } from './bare-records.ts';
import type { Check } from './check.ts';
import { deadClaims } from './dead-claims.ts';
import { escalations } from './escalations.ts';
import { expiredRequests } from './expired-requests.ts';
import { expiries } from './expiries.ts';
import { failedEnds } from './failed-ends.ts';
import { followed } from './followed.ts';
import { invitations } from './invitations.ts';
import { suspensions } from './suspensions.ts';
import { unanswered } from './unanswered.ts';
import { unfinishedEnds } from './unfinished-ends.ts';
import { unimported } from './unimported.ts';
import { warnings } from './warnings.ts';

/** Every check of a sweep, in the order in which they see a record, and its file. */
export const CHECKS: readonly Check[] = [
  expiries,
  unfinishedEnds,
  failedEnds,
  deadClaims,
  suspensions,
  bareRecords,
  warnings,
  expiredRequests,
  escalations,
  unanswered,
  invitations,
  unimported,
  followed,
];
