import type { Act } from '../act.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { GrantEntry } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import type { ApprovePorts } from './approve.ts';
import { portsOf, withPresentTables } from './by-tag.ts';
import { claimedRecord, decisionOf } from './claimed-record.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { grantDecided } from './grant-decided.ts';
import { lastGrant } from './last-grant.ts';
import { isOwnWork, loadSubscription } from './load-subscription.ts';
import { type OthersNeed, othersNeed } from './others-need.ts';
import { decidedRows, heldRows, selectEntry, uncovered } from './select-rows.ts';
import { decidingPerson } from './stamp.ts';
import type { Phase, Subscription } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

/** Work of somebody else goes first. */
const BUSY: readonly (Phase | undefined)[] = [
  'Modifying',
  'Importing',
  'Revoking',
  'RevokeFailed',
  'Suspended',
];

/**
 * Takes back what was decided and grants it again at once. See `Mesh.shareAgain`. Lake Formation invites an account only while it grants something
 * new, so that AWS's own utility for expired invitations does the same.
 * @see https://github.com/awslabs/aws-lakeformation-best-practices lf-monitor-for-expired-ram-invites
 */
export async function shareAgain(ports: ApprovePorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const isResumed = isOwnWork(record, act.job);
  if (isResumed && record.fulfilment?.phase !== 'Granting') {
    return record;
  }
  if (!isResumed) {
    requireShared(record);
    await requireNotSuspended(ports, record);
  }
  const made = isResumed ? await decisionOf(ports, record, act.job) : await decide(ports, record, act);
  const producer = portsOf(await ports.producer(record.owner, made.database), made);
  const decision = await withPresentTables(producer, made);
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(record.owner, decision.database, targets);
  const claimed = isResumed
    ? record
    : await ports.store.replace(record, claimAgain(record, decision, ports.clock.now()), decision);
  await takeBack(producer, decision, await othersNeed(ports.store, record));
  return grantDecided(ports, producer, claimed, decision, targets.found);
}

function requireShared(record: Subscription): void {
  const { id, status, fulfilment } = record;
  if (status !== 'Active' || BUSY.includes(fulfilment?.phase)) {
    throw new ConflictError('NOTHING_TO_SHARE', `${id} is ${status} ${fulfilment?.phase ?? ''}`, {
      userMessage: `Only an access that stands can be shared again, and this one does not, or is being changed at this moment. Look at it with \`/mesh status ${id}\`.`,
      details: { subscription: record },
    });
  }
}

/** To be imported anew; who approved it stays on record. */
function claimAgain(record: Subscription, decision: Decision, now: Date): Subscription {
  const { fulfilment, ...claimed } = claimedRecord(record, decision, now);
  const view = record.fulfilment?.decision;
  return {
    ...claimed,
    imported: false,
    ...(fulfilment ? { fulfilment: { ...fulfilment, ...(view ? { decision: view } : {}) } } : {}),
  };
}

/** What was decided last stays decided. */
async function decide(ports: ApprovePorts, record: Subscription, act: Act): Promise<Decision> {
  const now = ports.clock.now();
  const about = { kind: 'repair', by: record.createdBy, job: act.job, now } as const;
  const {
    shown: _s,
    note: _n,
    movedFrom: _m,
    ...scope
  } = (await lastGrant(ports, record.id)) ?? decisionAbout(record, about);
  return { ...scope, ...decidingPerson(act), kind: 'repair', job: act.job, at: epoch(now) };
}

/**
 * Exactly what was decided, as far as it is held: what others rest on besides stays, and what they share comes back with the grant. What another
 * subscription may hand on and this one may not is left, since the grant would bring it back without that.
 */
async function takeBack(
  { permissions }: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
): Promise<void> {
  const { subscriber, database, tables } = decision;
  const held = await permissions.held(subscriber, database, { tables });
  const entries = tables.flatMap((table): readonly GrantEntry[] => {
    const grant = held.tables.get(table);
    const wanted = decidedRows(decision, table);
    const options = (needs.get(database)?.tables.get(table)?.grantable ?? []).filter(
      (name) => !decision.grantable.includes(name),
    );
    const names = (grant?.permissions ?? [])
      .filter((name) => name !== 'SELECT' && (decision.permissions.includes(name) || name === 'DESCRIBE'))
      .filter((name) => !options.includes(name));
    const grantable = names.filter((name) => grant?.grantable.includes(name));
    const rows = options.includes('SELECT') ? [] : heldRows(grant);
    return [
      ...(names.length > 0 ? [{ table, permissions: names, grantable }] : []),
      ...rows.filter((row) => uncovered([row], wanted).length === 0).map((row) => selectEntry(table, row)),
    ];
  });
  const onDatabase = held.database.describe ? [{ permissions: ['DESCRIBE'], grantable: [] } as const] : [];
  await permissions.revoke(subscriber, database, [...entries, ...onDatabase]);
}
