import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import { type ApprovePorts, approve } from './approve.ts';
import { portsOf, withPresentTables } from './by-tag.ts';
import { claimedRecord } from './claimed-record.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { grantDecided } from './grant-decided.ts';
import { suspendedGrant } from './last-grant.ts';
import { isOwnWork, loadSubscription } from './load-subscription.ts';
import { enterRevoking } from './mend-grants.ts';
import { isSuspended } from './others-need.ts';
import { type RevokePorts, requireRevocable, revoke, wholeDatabase } from './revoke.ts';
import { revokeScope } from './revoke-scope.ts';
import type { Subscription } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

/**
 * Takes away what an active subscription gives and keeps the record, so that it can be given back. See `Mesh.suspend`. What the consumer account
 * made for itself, links above all, stays where it is.
 */
export async function suspend(
  ports: RevokePorts,
  act: Act & { readonly note?: string },
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const isResumed = isOwnWork(record, act.job) && record.fulfilment?.phase === 'Revoking';
  if (isSuspended(record) || (isOwnWork(record, act.job) && !isResumed)) {
    return record;
  }
  const now = ports.clock.now();
  if (!isResumed) {
    requireRevocable(record, now, false);
  }
  const about = decisionAbout(record, {
    kind: 'suspend',
    by: actorText(act.by),
    job: act.job,
    now,
    note: act.note,
  });
  const claimed = isResumed ? record : await enterRevoking(ports, record, about, now);
  const producer = portsOf(await ports.producer(record.owner, about.database), about);
  const decision = about.tables.length > 0 ? about : await wholeDatabase(producer, about);
  return revokeScope(ports, producer, claimed, decision, 'Suspended');
}

/**
 * Gives back exactly what was decided before the suspension, from the ledger; what has come to its end meanwhile ends. See `Mesh.resume`.
 */
export async function resume(ports: RevokePorts & ApprovePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  if (isOwnWork(record, act.job)) {
    const isAtWork = record.fulfilment?.phase === 'Granting';
    return isAtWork ? approve(ports, act) : record; // an approval goes on from the ledger's row of this job
  }
  if (!isSuspended(record)) {
    throw new ConflictError('NOT_SUSPENDED', `${record.id} is ${record.fulfilment?.phase ?? record.status}`, {
      userMessage: 'This access is not suspended. Nothing was changed.',
      details: { subscription: record },
    });
  }
  await requireNotSuspended(ports, record);
  const now = ports.clock.now();
  const before = (await suspendedGrant(ports, record.id)) ?? (await suspensionOf(ports, record, now));
  if (before.expiresAt !== undefined && before.expiresAt <= epoch(now)) {
    return revoke(ports, { ...act, note: 'The agreed time ended while the access was suspended.' });
  }
  const producer = portsOf(await ports.producer(record.owner, before.database), before);
  const { shown: _, note: __, ...scope } = await withPresentTables(producer, before);
  const decision: Decision = {
    ...scope,
    kind: 'resume',
    by: actorText(act.by),
    job: act.job,
    at: epoch(now),
  };
  const claimed = await ports.store.replace(
    record,
    { ...claimedRecord(record, decision, now), imported: false },
    decision,
  );
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(record.owner, decision.database, targets);
  return grantDecided(ports, producer, claimed, decision, targets.found);
}

/** Of an access that the library gave: what the suspension wrote down. */
async function suspensionOf(
  { ledger }: Pick<RevokePorts, 'ledger'>,
  record: Subscription,
  now: Date,
): Promise<Decision> {
  let written: Decision | undefined;
  for await (const decision of ledger.history(record.id)) {
    written = decision.kind === 'suspend' ? decision : written;
  }
  return written ?? decisionAbout(record, { kind: 'suspend', by: record.createdBy, job: '-', now });
}
