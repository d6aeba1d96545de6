import { actorText } from '../actor.ts';
import { MeshError } from '../errors.ts';
import type { LedgerEvent } from '../ledger/event.ts';
import type { Act } from '../mesh.ts';
import { tableArn } from '../names.ts';
import type { Decision, MeshPorts, MeshTable, ProducerPorts } from '../ports.ts';
import { membersOf, portsOf, tagMembers } from './by-tag.ts';
import { causeOf } from './cause-of.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { lastGrant } from './last-grant.ts';
import { loadSubscription } from './load-subscription.ts';
import { isLive, othersNeed } from './others-need.ts';
import { changeBucketPolicy, leaseObjects, prefixesByBucket, readerChanges } from './shared-policies.ts';
import { shortfall } from './shortfall.ts';
import { stamped } from './stamp.ts';
import type { FailureCause, Subscription, TableState } from './subscription.ts';
import { tidyPolicies } from './tidy-policies.ts';

type FollowPorts = Pick<
  MeshPorts,
  'place' | 'store' | 'ledger' | 'producer' | 'consumer' | 'leases' | 'clock'
>;
type Followed = Decision & { readonly byTag: NonNullable<Decision['byTag']> };

/**
 * Brings a record up to what belongs to its product by now. Nothing is granted here: the grant by LF-tags is there since the approval, and tables
 * come under it by their tags. So a revoke that runs at the same time is never undone. See `Mesh.follow`.
 */
export async function follow(
  ports: FollowPorts,
  { subscriptionId, by, job }: Omit<Act, 'shown'>,
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, subscriptionId);
  const decision = await followedBy(ports, record);
  if (!decision) {
    return record;
  }
  const raw = await ports.producer(record.owner, decision.database);
  const producer = portsOf(raw, decision);
  const before = await membersOf(raw, decision);
  await openToConsumer(ports, raw, decision, before.covered.filter(isNewTo(record)));
  const { covered, heldBack } = await tagMembers(raw, decision);
  const names = covered.map(({ name }) => name);
  const held = await producer.permissions.held(decision.subscriber, decision.database);
  const present = names
    .filter((name) => shortfall({ ...decision, tables: names }, name, held, undefined).length === 0)
    .sort();
  // A table that Lake Formation still shows is not gone, whatever its tags were.
  const left = record.tables.filter((name) => !present.includes(name) && !held.tables.has(name));
  const joined = present.filter((name) => !record.tables.includes(name));
  const waiting = await undecided(ports, record, heldBack);
  if (joined.length + left.length === 0 && sameNames(waiting, record.byTag?.heldBack ?? [])) {
    return record;
  }
  const tables = [...record.tables.filter((name) => !left.includes(name)), ...joined].sort();
  await closeToConsumer(ports, raw, decision, { tables, left });
  const causes = await relink(ports, record, { joined, left });
  const now = ports.clock.now();
  const after = followedRecord(ports, record, decision, { tables, waiting, causes, now });
  const changes = { joined, left, waiting };
  return ports.store.replace(record, stamped(after, actorText(by), now), undefined, undefined, [
    followEvent(record, { by: actorText(by), job, at: epoch(now) }, changes),
  ]);
}

/** The decision that made it follow something, where nothing else is under way. */
async function followedBy(ports: FollowPorts, record: Subscription): Promise<Followed | undefined> {
  if (record.status !== 'Active' || record.byTag === undefined || record.fulfilment?.phase !== 'Granted') {
    return undefined;
  }
  const decision = ports.ledger.isKept
    ? await lastGrant(ports, record.id)
    : decisionAbout(record, { kind: 'approve', by: record.createdBy, job: '-', now: new Date(0) });
  return decision?.byTag ? { ...decision, byTag: decision.byTag } : undefined;
}

function isNewTo({ tables }: Subscription): (table: MeshTable) => boolean {
  return ({ name }) => !tables.includes(name);
}

/** The buckets first: a table that shows and cannot be read would be a lie. */
async function openToConsumer(
  { place, leases }: FollowPorts,
  { buckets }: ProducerPorts,
  { subscriber, database }: Decision,
  tables: readonly MeshTable[],
): Promise<void> {
  const prefixes = prefixesByBucket(tables);
  if (prefixes.size === 0) {
    return;
  }
  const changes = readerChanges(place, subscriber, database, prefixes);
  const lease = await leases.take(leaseObjects(place, prefixes.keys()));
  try {
    for (const bucket of prefixes.keys()) {
      await changeBucketPolicy(buckets, lease, bucket, changes.bucket(bucket));
    }
  } finally {
    await lease?.release();
  }
}

async function closeToConsumer(
  ports: FollowPorts,
  producer: ProducerPorts,
  decision: Decision,
  { tables, left }: { readonly tables: readonly string[]; readonly left: readonly string[] },
): Promise<void> {
  if (left.length === 0) {
    return;
  }
  const { subscriptionId: id, subscriber, owner, database } = decision;
  const others = await othersNeed(ports.store, { id, subscriber });
  const own = others.get(database)?.tables ?? new Map();
  const nothing = { permissions: [], grantable: [], selects: [] };
  const kept = new Map([...tables.map((name) => [name, nothing] as const), ...own]);
  const needs = new Map([...others, [database, { owner, tables: kept }] as const]);
  await tidyPolicies(ports, producer, { ...decision, tables: left }, needs);
}

/** Tables that are held back and that the consumer neither has nor asked for by name. */
async function undecided(
  { store }: Pick<FollowPorts, 'store'>,
  record: Subscription,
  heldBack: readonly MeshTable[],
): Promise<readonly string[]> {
  const asked = new Set<string>();
  for await (const other of heldBack.length > 0 ? store.bySubscriber(record.subscriber) : []) {
    const counts = other.status === 'Pending' || other.status === 'Active';
    for (const table of counts && other.id !== record.id && other.database === record.database
      ? other.tables
      : []) {
      asked.add(table);
    }
  }
  return heldBack
    .map(({ name }) => name)
    .filter((name) => !asked.has(name))
    .sort();
}

/** What could not be linked, by table; the access itself is there all the same. */
async function relink(
  { place, store, consumer }: FollowPorts,
  record: Subscription,
  { joined, left }: { readonly joined: readonly string[]; readonly left: readonly string[] },
): Promise<ReadonlyMap<string, FailureCause>> {
  const database = record.database ?? '';
  if (!record.imported) {
    return new Map();
  }
  const target = { catalogId: place.meshAccountId, database };
  const linkTo = (table: string) => ({ name: table, target: { ...target, table } });
  const causes = new Map<string, FailureCause>();
  const { local } = await consumer(record.subscriber);
  const used = left.length > 0 ? await usedByOthers(store, record) : new Set<string>();
  try {
    await local.unlinkTables(database, left.filter((name) => !used.has(name)).map(linkTo));
    const kind = await local.ensureDatabase(database, target);
    await local.linkTables(database, kind === 'plain' ? joined.map(linkTo) : []);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    for (const name of joined) {
      causes.set(name, causeOf(error));
    }
  }
  return causes;
}

async function usedByOthers(store: FollowPorts['store'], record: Subscription): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for await (const other of store.bySubscriber(record.subscriber)) {
    if (other.id !== record.id && other.database === record.database && isLive(other)) {
      for (const table of other.tables) {
        used.add(table);
      }
    }
  }
  return used;
}

function followedRecord(
  { place }: FollowPorts,
  record: Subscription,
  { permissions, grantable, database }: Decision,
  {
    tables,
    waiting,
    causes,
    now,
  }: {
    readonly tables: readonly string[];
    readonly waiting: readonly string[];
    readonly causes: ReadonlyMap<string, FailureCause>;
    readonly now: Date;
  },
): Subscription {
  const { fulfilment, byTag } = record;
  const state = (name: string): TableState => {
    const cause = causes.get(name);
    return (
      fulfilment?.tables[name] ?? { state: 'Granted', permissions, grantable, ...(cause ? { cause } : {}) }
    );
  };
  return {
    ...record,
    tables,
    grantedTableArns: tables.map((name) => tableArn(place, database, name)),
    ...(byTag ? { byTag: withHeldBack(byTag, waiting) } : {}),
    ...(fulfilment
      ? {
          fulfilment: {
            ...fulfilment,
            at: epoch(now),
            tables: Object.fromEntries(tables.map((name) => [name, state(name)])),
          },
        }
      : {}),
  };
}

function withHeldBack(
  { heldBack: _, ...scope }: NonNullable<Subscription['byTag']>,
  waiting: readonly string[],
): NonNullable<Subscription['byTag']> {
  return waiting.length > 0 ? { ...scope, heldBack: waiting } : scope;
}

function followEvent(
  { id, owner, subscriber, database }: Subscription,
  { by, job, at }: { readonly by: string; readonly job: string; readonly at: number },
  { joined, left, waiting }: Readonly<Record<'joined' | 'left' | 'waiting', readonly string[]>>,
): LedgerEvent {
  const parts = [
    ...(joined.length > 0 ? [`now included: ${joined.join(', ')}`] : []),
    ...(left.length > 0 ? [`no longer included: ${left.join(', ')}`] : []),
    ...(waiting.length > 0 ? [`held back: ${waiting.join(', ')}`] : []),
  ];
  return {
    id: `${job}#follow#${id}`,
    at,
    source: 'result',
    action: 'follow',
    outcome: 'done',
    by,
    job,
    subscriptionId: id,
    owner,
    subscriber,
    ...(database === undefined ? {} : { database }),
    tables: [...joined, ...left, ...waiting],
    note: parts.join('; '),
  };
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
