import type { CountedPlace, Decision } from '../ports/decision.ts';
import type { LeasePlan } from '../ports/leases.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { MeshPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import type { Approval } from '../verbs/decisions.ts';
import { approvalDecision, withShownScope } from './approval-decision.ts';
import { portsOf } from './by-tag.ts';
import { claimedRecord, decisionOf } from './claimed-record.ts';
import { withColumns } from './decided-columns.ts';
import { withRows } from './decided-rows.ts';
import { afterLostRace } from './deny.ts';
import { freePlace } from './free-place.ts';
import { grantDecided } from './grant-decided.ts';
import { alreadyDecided, isOwnWork, loadSubscription, requireShown } from './load-subscription.ts';
import { narrowedTables } from './settle-others.ts';
import { leaseObjects, prefixesByBucket } from './shared-policies.ts';
import type { Subscription } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

export type ApprovePorts = Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'producer' | 'leases' | 'clock'>;

/** Claims a request with its decision in one transaction, then grants. See `Mesh.approve`. */
export async function approve(ports: ApprovePorts, approval: Approval): Promise<Subscription> {
  const record = await loadSubscription(ports.store, approval.subscriptionId);
  if (isOwnWork(record, approval.job)) {
    return record.fulfilment?.phase === 'Granting' ? resume(ports, record, approval.job) : record;
  }
  requireOpen(record, approval);
  requireShown(record, approval.shown);
  await requireNotSuspended(ports, record);
  const asked = approvalDecision(record, approval, 'approve', ports.clock.now());
  const own = await ports.producer(record.owner, asked.database);
  const targets = await findTables(own.catalog, asked.database, asked.tables);
  requireTargets(record.owner, asked.database, targets);
  const chosen = withShownScope(withColumns(asked, approval.columns, targets.found), targets.found);
  const producer = portsOf(own, chosen);
  const decision = await withRows(ports, producer, chosen, approval.rows);
  const place = await freePlace(ports, approval);
  const planned = leaseWithClaim(ports, decision, targets.found);
  const { claimed, isLeased } = await claim(ports, record, decision, place, planned);
  return isOwnWork(claimed, approval.job) && claimed.fulfilment?.phase === 'Granting'
    ? grantDecided(ports, producer, claimed, decision, targets.found, planned && { planned, isLeased })
    : claimed;
}

/** The lease on what a grant changes first. A decision that narrows columns reads and revokes before that, and takes its lease then. */
function leaseWithClaim(
  { place, leases }: Pick<ApprovePorts, 'place' | 'leases'>,
  decision: Decision,
  tables: readonly MeshTable[],
): LeasePlan | undefined {
  return narrowedTables(decision).length > 0
    ? undefined
    : leases.plan(leaseObjects(place, prefixesByBucket(tables).keys()));
}

function requireOpen(record: Subscription, { reconsider = false }: Approval): void {
  const waits = record.status === 'Pending' && record.fulfilment === undefined;
  if (!waits && !(reconsider && record.status === 'Denied')) {
    throw alreadyDecided(record, `${record.id} is ${record.status} ${record.fulfilment?.phase ?? ''}`);
  }
}

async function claim(
  ports: ApprovePorts,
  record: Subscription,
  decision: Decision,
  place: CountedPlace | undefined,
  planned: LeasePlan | undefined,
): Promise<{ readonly claimed: Subscription; readonly isLeased: boolean }> {
  const after = claimedRecord(record, decision, ports.clock.now());
  try {
    return planned
      ? { claimed: after, isLeased: await ports.store.claim(record, after, decision, place, planned) }
      : { claimed: await ports.store.replace(record, after, decision, place), isLeased: false };
  } catch (error) {
    const current = await afterLostRace(ports.store, error, record.id, decision.job).catch(
      async (lost: unknown) => {
        // The claim was made, and then the library wrote a bare record over it: the ledger still knows.
        const made = await ports.ledger.decision(record.id, decision.job);
        const bare = await loadSubscription(ports.store, record.id);
        if (made?.kind === 'approve' && bare.status === 'Pending' && bare.fulfilment === undefined) {
          return ports.store.replace(bare, claimedRecord(bare, made, ports.clock.now()));
        }
        throw lost;
      },
    );
    return { claimed: current, isLeased: false };
  }
}

/** Goes on where an earlier delivery of this job stopped. */
async function resume(ports: ApprovePorts, record: Subscription, job: string): Promise<Subscription> {
  const decision = await decisionOf(ports, record, job);
  const producer = portsOf(await ports.producer(record.owner, decision.database), decision);
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(record.owner, decision.database, targets);
  return grantDecided(ports, producer, record, decision, targets.found);
}
