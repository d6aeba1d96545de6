import { parseActor } from '../../mesh/actor.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Images } from './observation.ts';

/**
 * Whether a change is told even before a mesh admin confirmed what was here before the app: what was asked for in Slack, and what was decided or done
 * through the app. Pure.
 */
export function isToldAnyway({ before, after }: Images): boolean {
  const known = [before, after].filter((image) => image !== undefined);
  const isOfApp = known.some(
    ({ requestedVia, fulfilment }) => requestedVia === 'slack' || isOurs(fulfilment?.decision?.by),
  );
  return isOfApp || (after !== undefined && isCounted(before, after) && isOurs(after.updatedBy));
}

/** The app counts each of its writes; what does not count may carry the signature of an earlier one. */
function isCounted(before: Subscription | undefined, after: Subscription): boolean {
  return (after.version ?? 0) > (before?.version ?? 0);
}

function isOurs(actor: string | undefined): boolean {
  return actor !== undefined && parseActor(actor).kind !== 'aws';
}
