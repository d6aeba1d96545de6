import { MeshError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { LeasePlan } from '../ports/leases.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { GrantEntry, GrantFailure } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { causeOf } from './cause-of.ts';
import { epoch } from './dates.ts';
import { finishGrant } from './finish-grant.ts';
import type { GrantPorts } from './grant-ports.ts';
import { type OthersNeed, othersNeed } from './others-need.ts';
import { readyFilters } from './ready-filters.ts';
import { decidedEntries } from './select-rows.ts';
import { narrowedTables, settleOthers, takeSurplus } from './settle-others.ts';
import {
  changeBucketPolicy,
  changeCatalogPolicy,
  leaseObjects,
  prefixesByBucket,
  readerChanges,
} from './shared-policies.ts';
import { shortfall } from './shortfall.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** The lease that was to be taken with the claim, and whether it was: an answer that was lost tells neither. */
interface ClaimedLease {
  readonly planned: LeasePlan;
  readonly isLeased: boolean;
}

/** How often Lake Formation is asked before a grant that it took counts as missing: it shows grants and shares with delay. */
const LOOKS = 5;

/**
 * Does what a claimed decision says, from that decision alone: policies first, since a policy without room must not leave grants behind, then
 * the grants, then what Lake Formation really holds. May be repeated after a crash at any call.
 */
export async function grantDecided(
  ports: GrantPorts,
  producer: ProducerPorts,
  claimed: Subscription,
  decision: Decision,
  tables: readonly MeshTable[],
  lease?: ClaimedLease,
): Promise<Subscription> {
  const needs = await needsBeside(ports, decision);
  let failures: readonly GrantFailure[];
  try {
    const unready = await readyFilters(ports, producer, decision);
    const kept = await takeSurplus(producer, decision, needs);
    const ready = tables.filter(({ name }) => !unready.some(({ table }) => table === name));
    failures = [...unready, ...kept, ...(await grantUnderLease(ports, producer, decision, ready, lease))];
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    return grantFailed(ports, claimed, error);
  }
  const held = await look(ports, producer, decision, failures, needs);
  await settleOthers(ports, producer, decision, needs, held);
  return finishGrant(ports, producer, claimed, decision, held, failures, needs);
}

/** What other subscriptions of the consumer rest on; read only where the decision narrows, since a grant of everything takes nothing away. */
export async function needsBeside(ports: Pick<GrantPorts, 'store'>, decision: Decision): Promise<OthersNeed> {
  return narrowedTables(decision).length > 0
    ? othersNeed(ports.store, {
        id: decision.subscriptionId,
        subscriber: decision.subscriber,
        ...(decision.byTag ? { byTag: decision.byTag } : {}),
      })
    : new Map();
}

export async function grantUnderLease(
  { place, leases }: GrantPorts,
  producer: ProducerPorts,
  decision: Decision,
  tables: readonly MeshTable[],
  claimed?: ClaimedLease,
): Promise<readonly GrantFailure[]> {
  const { subscriber, database } = decision;
  const prefixes = prefixesByBucket(tables);
  const changes = readerChanges(place, subscriber, database, prefixes);
  const lease = claimed?.isLeased
    ? leases.had(claimed.planned)
    : await leases.take(leaseObjects(place, prefixes.keys()), claimed?.planned);
  try {
    await changeCatalogPolicy(producer.catalogPolicy, changes.catalog);
    for (const bucket of prefixes.keys()) {
      await changeBucketPolicy(producer.buckets, lease, bucket, changes.bucket(bucket));
    }
  } finally {
    await lease?.release();
  }
  const entries: readonly GrantEntry[] = [
    { permissions: ['DESCRIBE'], grantable: [] },
    ...tables.flatMap(({ name }) => decidedEntries(decision, name)),
  ];
  return producer.permissions.grant(subscriber, database, entries);
}

/** What is held, once everything that was taken shows, or after some looks. */
export async function look(
  { clock }: GrantPorts,
  { permissions: lakeFormation }: ProducerPorts,
  decision: Decision,
  failures: readonly GrantFailure[],
  needs: OthersNeed,
): Promise<Held> {
  const { subscriber, database, tables } = decision;
  const refused = new Set(failures.map(({ table }) => table));
  const others = needs.get(database)?.tables;
  const enough = (held: Held) =>
    (held.database.describe || refused.has(undefined)) &&
    tables.every((name) => {
      const grant = held.tables.get(name);
      return (
        refused.has(name) ||
        (grant !== undefined &&
          grant.shares.length > 0 &&
          shortfall(decision, name, held, others).length === 0)
      );
    });
  const isUnfiltered = narrowedTables(decision).length === 0;
  for (let attempt = 1; ; attempt += 1) {
    const held = await lakeFormation.held(subscriber, database, { tables, enough, isUnfiltered });
    if (enough(held) || attempt >= LOOKS) {
      return held;
    }
    await clock.sleep(Math.min(200 * 2 ** attempt, 2_000));
  }
}

async function grantFailed(
  { store, clock }: GrantPorts,
  claimed: Subscription,
  error: MeshError,
): Promise<Subscription> {
  const now = clock.now();
  const cause = causeOf(error);
  const { fulfilment } = claimed;
  return store.replace(claimed, {
    ...stamped(claimed, claimed.updatedBy ?? '', now),
    ...(fulfilment ? { fulfilment: { ...fulfilment, phase: 'GrantFailed', at: epoch(now), cause } } : {}),
  });
}
