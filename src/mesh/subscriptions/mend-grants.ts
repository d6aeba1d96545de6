import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import type { ApprovePorts } from './approve.ts';
import { portsOf, withPresentTables } from './by-tag.ts';
import { claimedRecord, decisionOf } from './claimed-record.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { grantDecided } from './grant-decided.ts';
import { lastGrant } from './last-grant.ts';
import { isOwnWork, loadSubscription, requireShown } from './load-subscription.ts';
import { revokeScope } from './revoke-scope.ts';
import { settleNarrowed } from './settle-narrowed.ts';
import { decidingPerson, decisionView, stamped } from './stamp.ts';
import type { Phase, Subscription } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

/** Tries the grants again that are missing, from the decision that was made. See `Mesh.retryGrants`. */
export async function retryGrants(ports: ApprovePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const isResumed = isOwnWork(record, act.job);
  if (isResumed && record.fulfilment?.phase !== 'Granting') {
    return record;
  }
  if (!isResumed) {
    requirePhase(record, ['PartlyGranted', 'GrantFailed']);
    requireShown(record, act.shown);
    await requireNotSuspended(ports, record);
  }
  const made = await standingDecision(ports, record, record.fulfilment?.job ?? act.job);
  const producer = portsOf(await ports.producer(record.owner, made.database), made);
  const decision = await withPresentTables(producer, made);
  const claimed = isResumed ? record : await claimRetry(ports, record, { ...decision, job: act.job }, act);
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(record.owner, decision.database, targets);
  return grantDecided(ports, producer, claimed, { ...decision, job: act.job }, targets.found);
}

/** The decision of the job, with its end as extensions moved it since: a record that was brought back can have been extended. */
async function standingDecision(
  ports: Pick<ApprovePorts, 'ledger'>,
  record: Subscription,
  job: string,
): Promise<Decision> {
  const made = await decisionOf(ports, record, job);
  const last = await lastGrant(ports, record.id);
  return last?.job === job ? last : made;
}

/** The retry leaves a row of its own, with the scope of the decision that it carries out. */
async function claimRetry(
  { store, clock }: ApprovePorts,
  record: Subscription,
  decision: Decision,
  act: Act,
): Promise<Subscription> {
  const now = clock.now();
  const claimed = claimedRecord(record, { ...decision, note: '' }, now);
  const { fulfilment } = claimed;
  const view = record.fulfilment?.decision;
  const after = fulfilment && view ? { ...claimed, fulfilment: { ...fulfilment, decision: view } } : claimed;
  return store.replace(record, after, {
    ...decision,
    ...decidingPerson(act),
    kind: 'retry',
    at: epoch(now),
  });
}

/** Contents itself with what was granted. See `Mesh.keepPartial`. */
export async function keepPartial(ports: ApprovePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  if (isOwnWork(record, act.job)) {
    return record;
  }
  requirePhase(record, ['PartlyGranted']);
  requireShown(record, act.shown);
  const decision = await standingDecision(ports, record, record.fulfilment?.job ?? act.job);
  const producer = portsOf(await ports.producer(record.owner, decision.database), decision);
  return settleNarrowed(ports, producer, record, decision, act);
}

/** Takes back what was granted. See `Mesh.rollBack`. */
export async function rollBack(ports: ApprovePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const isResumed = isOwnWork(record, act.job);
  if (isResumed && record.fulfilment?.phase !== 'Revoking') {
    return record;
  }
  if (!isResumed) {
    requirePhase(record, ['PartlyGranted', 'GrantFailed', 'RevokeFailed']);
    requireShown(record, act.shown);
  }
  const now = ports.clock.now();
  const decision = decisionAbout(record, {
    kind: 'roll-back',
    by: actorText(act.by),
    onBehalf: act.onBehalf,
    job: act.job,
    now,
    shown: act.shown,
  });
  const claimed = isResumed ? record : await enterRevoking(ports, record, decision, now);
  return revokeScope(
    ports,
    portsOf(await ports.producer(record.owner, decision.database), decision),
    claimed,
    decision,
    'Denied',
  );
}

/** Marks the record as being ended, together with the decision's row. */
export async function enterRevoking(
  { store }: Pick<MeshPorts, 'store'>,
  record: Subscription,
  decision: Decision,
  now: Date,
): Promise<Subscription> {
  return store.replace(
    record,
    {
      ...stamped(record, decision.by, now),
      fulfilment: {
        phase: 'Revoking',
        job: decision.job,
        at: epoch(now),
        decision: decisionView(decision),
        tables: record.fulfilment?.tables ?? {},
      },
    },
    decision,
  );
}

function requirePhase(record: Subscription, phases: readonly Phase[]): void {
  const phase = record.fulfilment?.phase;
  if (record.status !== 'Pending' || phase === undefined || !phases.includes(phase)) {
    throw new ConflictError('NOTHING_TO_MEND', `${record.id} is ${record.status} ${phase ?? ''}`, {
      userMessage: 'There is nothing to mend on this request any more. Look at it as it is now.',
      details: { subscription: record },
    });
  }
}
