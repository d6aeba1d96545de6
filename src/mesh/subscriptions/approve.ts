import { actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { nameList } from '../input/names-list.ts';
import { permissionList, withDescribe } from '../input/permission-list.ts';
import type { TablePermission } from '../permissions.ts';
import type { CountedPlace, Decision } from '../ports/decision.ts';
import type { LeasePlan } from '../ports/leases.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { MeshPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import type { Approval } from '../verbs/decisions.ts';
import { portsOf } from './by-tag.ts';
import { claimedRecord, decisionOf } from './claimed-record.ts';
import { epoch } from './dates.ts';
import { withColumns } from './decided-columns.ts';
import { withRows } from './decided-rows.ts';
import { afterLostRace } from './deny.ts';
import { grantDecided } from './grant-decided.ts';
import {
  alreadyDecided,
  databaseOf,
  isOwnWork,
  loadSubscription,
  requireShown,
} from './load-subscription.ts';
import { followedScope } from './recorded-scope.ts';
import { scopeToFollow } from './request-access.ts';
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

/** The next place under the cap. Throws `ConflictError` (`CAP_REACHED`). */
async function freePlace(
  { ledger }: Pick<ApprovePorts, 'ledger'>,
  { cap, subscriptionId }: Approval,
): Promise<CountedPlace | undefined> {
  if (!cap) {
    return undefined;
  }
  const { counter, most } = cap;
  const taken = await ledger.taken(counter);
  if (taken >= most) {
    throw new ConflictError('CAP_REACHED', `${counter} has ${taken} of ${most}, so not ${subscriptionId}`, {
      userMessage: `No more than ${most} can be approved like this for now.`,
    });
  }
  return { counter, number: taken + 1 };
}

/** What is granted, at most what was asked for. Throws `InvalidRequestError` (`NO_TABLES`, `END_IN_PAST`, `ASKED_END_PAST`, `BEYOND_REQUEST`). */
export function approvalDecision(
  record: Subscription,
  approval: Approval,
  kind: Extract<Decision['kind'], 'approve' | 'approve-stage'>,
  now: Date,
): Decision {
  const tables = approval.tables ? nameList(approval.tables, 'tables') : record.tables;
  const asked = permissionList(approval.permissions);
  const permissions = withDescribe(asked.length > 0 ? asked : record.requested);
  const grantable = permissionList(approval.grantable);
  refuseBeyond(record, tables, permissions, grantable);
  if (tables.length === 0) {
    throw new InvalidRequestError('NO_TABLES', `${record.id} asks for the whole database`, {
      userMessage: 'This asks for a whole database. Choose the tables that are meant when you approve it.',
    });
  }
  const latest = record.requestedSeconds ? epoch(now) + record.requestedSeconds : record.expiresAt;
  if (latest !== undefined && latest <= epoch(now)) {
    throw new InvalidRequestError('ASKED_END_PAST', `${record.id} was asked for until ${latest}`, {
      userMessage: `The day until which this was asked for is over. Whoever asked can change it with \`/mesh edit ${record.id}\`; or deny it.`,
    });
  }
  const expiresAt = approval.expiresAt ?? latest;
  if (expiresAt !== undefined && expiresAt <= epoch(now)) {
    throw new InvalidRequestError('END_IN_PAST', `the access of ${record.id} would end before it begins`, {
      userMessage: 'The end of this access lies in the past. Choose a later one.',
    });
  }
  if (expiresAt !== undefined && latest !== undefined && expiresAt > latest) {
    throw new InvalidRequestError('BEYOND_REQUEST', `${record.id} does not ask for access that long`, {
      userMessage:
        'The request does not ask for access that long. Approve at most the length that was asked for.',
    });
  }
  return {
    subscriptionId: record.id,
    job: approval.job,
    kind,
    by: actorText(approval.by),
    ...(approval.onBehalf === undefined ? {} : { onBehalf: actorText(approval.onBehalf) }),
    at: epoch(now),
    owner: record.owner,
    subscriber: record.subscriber,
    database: databaseOf(record),
    tables,
    permissions,
    grantable,
    ...followed(record, approval, tables),
    ...(approval.shown === undefined ? {} : { shown: approval.shown }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(approval.note === undefined ? {} : { note: approval.note }),
  };
}

/** Whoever picks tables, columns or rows decides on those alone: what comes later is not covered then. */
function followed(
  { byTag, tables: asked }: Subscription,
  { columns, rows, asSnapshot = false }: Approval,
  tables: readonly string[],
): Pick<Decision, 'byTag'> {
  const isNarrowed =
    Object.keys({ ...columns, ...rows }).length > 0 || asked.some((name) => !tables.includes(name));
  if (byTag === undefined || asSnapshot || isNarrowed) {
    return {};
  }
  return followedScope({ byTag });
}

/**
 * The sensitivities that are covered are those of the tables that were shown, whatever the record says: it may be written by others. Throws as
 * {@link scopeToFollow}.
 */
function withShownScope(decision: Decision, tables: readonly MeshTable[]): Decision {
  const { byTag, owner, database } = decision;
  return byTag ? { ...decision, byTag: scopeToFollow(owner, database, byTag, tables) } : decision;
}

function refuseBeyond(
  record: Subscription,
  tables: readonly string[],
  permissions: readonly TablePermission[],
  grantable: readonly TablePermission[],
): void {
  // A request for a whole database names no tables: every table of the database is within it.
  const moreTables = record.tables.length > 0 ? tables.filter((name) => !record.tables.includes(name)) : [];
  const allowed = withDescribe(record.requested);
  const morePermissions = permissions.filter((name) => !allowed.includes(name));
  const moreOptions = grantable.filter((name) => !permissions.includes(name));
  const beyond = [...moreTables, ...morePermissions, ...moreOptions];
  if (beyond.length > 0) {
    throw new InvalidRequestError('BEYOND_REQUEST', `${record.id} does not ask for ${beyond.join(', ')}`, {
      userMessage: `The request does not ask for ${beyond.join(', ')}. Approve at most what was asked for; more needs a request of its own.`,
    });
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
