import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import { membersOf, portsOf, tagMembers } from './by-tag.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { followEvent } from './follow-event.ts';
import { relink } from './follow-links.ts';
import { closeToConsumer, openToConsumer } from './follow-policies.ts';
import type { FollowPorts } from './follow-ports.ts';
import { followedRecord } from './followed-record.ts';
import { lastGrant } from './last-grant.ts';
import { loadSubscription } from './load-subscription.ts';
import { shortfall } from './shortfall.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

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

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
