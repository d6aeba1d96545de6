import { NotFoundError } from '../errors.ts';
import { serviceRoleArn } from '../names.ts';
import { withoutLibraryReader, withoutPrefixes } from '../policies/bucket-policy.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { changeBucketPolicy, prefixesByBucket } from '../subscriptions/shared-policies.ts';

/**
 * Takes from Lake Formation of the mesh account the right to read what only these tables rested on. `kept` are the owner's other tables in the
 * mesh: what they lie under stays readable. A bucket that is gone has nothing left to close. Throws `ConflictError` (`BUCKET_POLICY_CONTESTED`).
 */
export async function closeBuckets(
  { place, leases }: Pick<MeshPorts, 'place' | 'leases'>,
  buckets: ProducerPorts['buckets'],
  gone: readonly MeshTable[],
  kept: readonly MeshTable[],
): Promise<void> {
  const principal = serviceRoleArn(place, place.meshAccountId);
  const goneByBucket = prefixesByBucket(gone);
  const keptByBucket = prefixesByBucket(kept);
  const lease = await leases.take([...goneByBucket.keys()].map((bucket) => `bucket#${bucket}`));
  try {
    for (const [bucket, prefixes] of goneByBucket) {
      const left = keptByBucket.get(bucket) ?? [];
      const home = { partition: place.partition, bucket };
      await unlessGone(() =>
        changeBucketPolicy(buckets, lease, bucket, (text) => {
          const own = withoutPrefixes(text, home, principal, { gone: prefixes, kept: left });
          return left.length > 0 ? own : withoutLibraryReader(own, bucket, principal);
        }),
      );
    }
  } finally {
    await lease?.release();
  }
}

async function unlessGone(change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof NotFoundError)) {
      throw error;
    }
  }
}
