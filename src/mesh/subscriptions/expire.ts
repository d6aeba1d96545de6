import type { Act } from '../act.ts';
import { epoch } from './dates.ts';
import { lastGrant } from './last-grant.ts';
import { loadSubscription } from './load-subscription.ts';
import { rollBack } from './mend-grants.ts';
import { restore } from './restore.ts';
import { type RevokePorts, revoke } from './revoke.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** What people read as the reason of such an end. */
const TIME_OVER = 'The agreed time is over.';

/** Ends what its last decision lets end by now. See `Mesh.expire`. */
export async function expire(ports: RevokePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const decision = await lastGrant(ports, record.id);
  const end = decision ? decision.expiresAt : record.expiresAt;
  const now = ports.clock.now();
  if (end === undefined || end > epoch(now)) {
    return decision ? withEnd(ports, record, end) : record;
  }
  if (record.status === 'Pending' && record.fulfilment !== undefined) {
    return record.fulfilment.phase === 'Granting' ? record : rollBack(ports, act);
  }
  if (record.status === 'Pending') {
    if (!decision) {
      return record;
    }
    await restore(ports, { ...act, job: `restore#${act.job}` }); // somebody wrote a bare request over a granted one
  }
  return revoke(ports, { ...act, note: TIME_OVER });
}

/** The record's end is a view of the decision's: what somebody else wrote there is put right. */
async function withEnd(
  { store, clock }: Pick<RevokePorts, 'store' | 'clock'>,
  record: Subscription,
  end: number | undefined,
): Promise<Subscription> {
  if (record.expiresAt === end || record.status !== 'Active') {
    return record;
  }
  const { expiresAt: _foreign, ...rest } = record;
  const mended = end === undefined ? rest : { ...rest, expiresAt: end };
  return store.replace(record, stamped(mended, record.updatedBy ?? 'app:expiry', clock.now()));
}
