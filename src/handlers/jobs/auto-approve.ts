import { ConflictError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Outcome } from '../policy/outcome.ts';
import type { Terms } from '../policy/terms.ts';
import type { Team } from '../team.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Tries to take a place under the cap, where others take one at the same moment. */
const TRIES = 5;

/**
 * Approves what the owner's policy lets through by itself, on the normal path: decision and claim in one transaction, by `app:policy`, with the rule in
 * the note. Returns whether it is done; `false` where the cap of the period is reached, and the owner has to decide.
 */
export async function autoApprove(
  { meshAs, now }: Pick<JobDependencies, 'meshAs' | 'now'>,
  subscription: Subscription,
  {
    owner,
    terms,
    outcome,
    job,
  }: { readonly owner: Team; readonly terms: Terms; readonly outcome: Outcome; readonly job: string },
): Promise<boolean> {
  const { ruling, rule = '' } = outcome;
  if (ruling.kind !== 'auto' || !(isWaiting(subscription) || subscription.fulfilment?.job === job)) {
    return true;
  }
  const by = { kind: 'app', part: 'policy' } as const;
  const approval = {
    subscriptionId: subscription.id,
    by,
    job,
    note: `rule ${rule}`,
    ...(outcome.live ? {} : { asSnapshot: true }),
    cap: {
      counter: `auto#${owner.key}#${rule}#${terms.team}#${periodOf(ruling.cap.per, now())}`,
      most: ruling.cap.most,
    },
  };
  return tryToApprove(meshAs(by), approval, 1);
}

async function tryToApprove(
  mesh: Pick<Mesh, 'approve'>,
  approval: Parameters<Mesh['approve']>[0],
  attempt: number,
): Promise<boolean> {
  try {
    await mesh.approve(approval);
    return true;
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    if (error.code === 'RECORD_CHANGED' && attempt < TRIES) {
      return tryToApprove(mesh, approval, attempt + 1);
    }
    return error.code === 'ALREADY_DECIDED';
  }
}

function isWaiting({ status, fulfilment }: Subscription): boolean {
  return status === 'Pending' && fulfilment === undefined;
}

/** Days and months by the calendar, weeks from Monday, all in UTC: `2026-11-25`, `2026-11`, and of a week its Monday. */
function periodOf(per: 'day' | 'week' | 'month', epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  switch (per) {
    case 'day':
      return date.toISOString().slice(0, 10);
    case 'month':
      return date.toISOString().slice(0, 7);
    case 'week': {
      const daysSinceMonday = (date.getUTCDay() + 6) % 7;
      return `week ${new Date((epochSeconds - daysSinceMonday * 86_400) * 1000).toISOString().slice(0, 10)}`;
    }
  }
}
