import type { Check } from './check.ts';
import { expiries } from './expiries.ts';
import { unfinishedEnds } from './unfinished-ends.ts';
import { warnings } from './warnings.ts';

/** Every check of a sweep, in the order in which they see a record, and its file. */
export const CHECKS: readonly Check[] = [expiries, unfinishedEnds, warnings];
