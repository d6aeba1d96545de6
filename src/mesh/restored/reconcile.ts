import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { portsOf, withPresentTables } from '../subscriptions/by-tag.ts';
import { epoch, recordDate } from '../subscriptions/dates.ts';
import { deny } from '../subscriptions/deny.ts';
import { grantedRecord } from '../subscriptions/finish-grant.ts';
import { needsBeside } from '../subscriptions/grant-decided.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { enterRevoking } from '../subscriptions/mend-grants.ts';
import { readyFilters } from '../subscriptions/ready-filters.ts';
import { revokeScope } from '../subscriptions/revoke-scope.ts';
import { decisionView, stamped } from '../subscriptions/stamp.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { takeBackFirst } from '../subscriptions/take-back-first.ts';
import { tidyConsumer } from '../subscriptions/tidy-consumer.ts';
import { withdraw } from '../subscriptions/withdraw.ts';
import { type Disagreement, disagreementAbout } from './find-disagreements.ts';

/** What people read of an end that is carried out again. */
const AGAIN = 'The table of subscriptions was restored to an earlier time; this is what had been decided.';

/** Brings one record back to what the ledger says of it. See `Mesh.reconcile`. */
export async function reconcile(ports: MeshPorts, act: Omit<Act, 'shown'>): Promise<Subscription> {
  const found = await disagreementAbout(ports, act.subscriptionId);
  const { word, record, kind } = found ?? {};
  if (found && word?.grant && (kind === 'missing' || kind === 'undecided-again' || kind === 'changed-back')) {
    return giveBack(ports, found, word.grant, act, word.last);
  }
  if (word && record && kind === 'live-again') {
    return endAgain(ports, record, word.last, act);
  }
  if (word && record && kind === 'unsuspended') {
    return suspendAgain(ports, record, word.last, act);
  }
  return loadSubscription(ports.store, act.subscriptionId);
}

/** The same end once more, so that what AWS still holds of it is taken away and read back. */
async function endAgain(
  ports: MeshPorts,
  record: Subscription,
  last: Decision,
  { subscriptionId, by, job }: Omit<Act, 'shown'>,
): Promise<Subscription> {
  const isBare = record.status === 'Pending' && record.fulfilment === undefined;
  if (isBare && last.kind === 'deny') {
    return deny(ports, { subscriptionId, by, job, note: last.note ?? AGAIN });
  }
  if (isBare && last.kind === 'withdraw') {
    return withdraw(ports, { subscriptionId, by, job });
  }
  const again = againOf(last, { by, job }, ports.clock.now());
  const claimed = await enterRevoking(ports, record, again, ports.clock.now());
  const producer = portsOf(await ports.producer(record.owner, again.database), again);
  const end = last.kind === 'roll-back' || last.kind === 'deny' ? 'Denied' : 'Deleted';
  const settled = await takeBackFirst(ports, claimed, again.by);
  return revokeScope(ports, producer, settled, again, end, () => tidyConsumer(ports, settled, again));
}

async function suspendAgain(
  ports: MeshPorts,
  record: Subscription,
  last: Decision,
  act: Omit<Act, 'shown'>,
): Promise<Subscription> {
  const again = againOf(last, act, ports.clock.now());
  const claimed = await enterRevoking(ports, { ...record, status: 'Active' }, again, ports.clock.now());
  const producer = portsOf(await ports.producer(record.owner, again.database), again);
  return revokeScope(ports, producer, claimed, again, 'Suspended');
}

/** What was decided, copied: whose words they were, and what was shown then, stays with the first row. */
function againOf(last: Decision, { by, job }: Pick<Act, 'by' | 'job'>, now: Date): Decision {
  const { onBehalf: _behalf, shown: _shown, movedFrom: _moved, note, ...scope } = last;
  const kind = last.kind === 'suspend' || last.kind === 'roll-back' ? last.kind : 'revoke';
  return { ...scope, kind, by: actorText(by), job, at: epoch(now), note: note ?? AGAIN };
}

/**
 * The record as the decision made it, under that decision's own job, as far as Lake Formation holds it; what is not held is to be retried by its
 * people. Grants nothing.
 */
async function giveBack(
  ports: MeshPorts,
  { record, id }: Disagreement,
  granted: Decision,
  { by }: Omit<Act, 'shown'>,
  last: Decision,
): Promise<Subscription> {
  const now = ports.clock.now();
  const producer = portsOf(await ports.producer(granted.owner, granted.database), granted);
  const decision = await withPresentTables(producer, granted);
  const unready = await readyFilters(ports, producer, decision);
  const held = await producer.permissions.held(decision.subscriber, decision.database, {
    tables: decision.tables,
  });
  const needs = await needsBeside(ports, decision);
  const {
    fulfilment: _before,
    expiresAt: _end,
    ...before
  } = record ?? lostRecord(granted, await askedBy(ports, id));
  const made = grantedRecord({ place: ports.place, now }, before, decision, held, unready, needs);
  const suspended = last.kind === 'suspend' ? asSuspended(made, last) : made;
  const after = stamped({ ...suspended, version: before.version ?? 0 }, actorText(by), now);
  if (record !== undefined) {
    return ports.store.replace(record, after);
  }
  await ports.store.insert(after);
  return after;
}

function asSuspended(record: Subscription, last: Decision): Subscription {
  const { fulfilment } = record;
  return fulfilment
    ? {
        ...record,
        status: 'Active',
        fulfilment: { ...fulfilment, phase: 'Suspended', decision: decisionView(last) },
      }
    : record;
}

/** A record that is gone, as far as its decision tells. */
function lostRecord(
  { subscriptionId, owner, subscriber, database, tables, permissions, at, by }: Decision,
  requestedBy: string | undefined,
): Subscription {
  return {
    id: subscriptionId,
    owner,
    subscriber,
    database,
    tables,
    status: 'Pending',
    requested: permissions,
    permitted: [],
    grantable: [],
    grantedTableArns: [],
    ramShares: {},
    notes: [],
    imported: false,
    createdAt: recordDate(new Date(at * 1000)),
    createdBy: requestedBy ?? by,
    ...(requestedBy === undefined ? {} : { requestedBy, requestedVia: 'slack' as const }),
    version: 0,
  };
}

/** Who asked in Slack, by the ledger. */
async function askedBy(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  subscription: string,
): Promise<string | undefined> {
  for await (const { source, action, by } of ledger.events({ subscription })) {
    if (source === 'attempt' && action === 'request-access' && by.startsWith('slack:')) {
      return by;
    }
  }
  return undefined;
}
