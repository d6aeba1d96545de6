import type { Decision } from '../ports/decision.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { ProducerPorts } from '../ports.ts';
import type { FollowPorts } from './follow-ports.ts';
import { NO_GRANT, othersNeed } from './others-need.ts';
import { changeBucketPolicy, leaseObjects, prefixesByBucket, readerChanges } from './shared-policies.ts';
import { tidyPolicies } from './tidy-policies.ts';

/** The buckets first: a table that shows and cannot be read would be a lie. */
export async function openToConsumer(
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

export async function closeToConsumer(
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
  const kept = new Map([...tables.map((name) => [name, NO_GRANT] as const), ...own]);
  const needs = new Map([...others, [database, { owner, tables: kept }] as const]);
  await tidyPolicies(ports, producer, { ...decision, tables: left }, needs);
}
