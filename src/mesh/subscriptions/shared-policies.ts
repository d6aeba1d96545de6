import { ConflictError, MeshError } from '../errors.ts';
import type { MeshPlace } from '../names.ts';
import { serviceRoleArn } from '../names.ts';
import { withReader } from '../policies/bucket-policy.ts';
import { withConsumer, withRamOptIn } from '../policies/catalog-policy.ts';
import { s3Location } from '../policies/s3-location.ts';
import type { Lease } from '../ports/leases.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { ProducerPorts } from '../ports.ts';

const TRIES = 6;

/** The prefixes of these tables by bucket; tables without an S3 location (views, links) need no bucket policy. */
export function prefixesByBucket(tables: readonly MeshTable[]): ReadonlyMap<string, readonly string[]> {
  const byBucket = new Map<string, string[]>();
  for (const { location } of tables) {
    const place = s3Location(location);
    if (place) {
      byBucket.set(place.bucket, [...(byBucket.get(place.bucket) ?? []), place.prefix]);
    }
  }
  return byBucket;
}

/** The objects that a change of these buckets and of the catalog policy has to lock. */
export function leaseObjects({ meshAccountId }: MeshPlace, buckets: Iterable<string>): readonly string[] {
  return [`catalog-policy#${meshAccountId}`, ...[...buckets].map((bucket) => `bucket#${bucket}`)];
}

/**
 * Reads a bucket's policy, changes it and writes it, unless nothing differs. Under a lease one write is enough; without, what was written is
 * read back and the change repeated until it is there, since S3 knows no condition for this write.
 */
export async function changeBucketPolicy(
  buckets: ProducerPorts['buckets'],
  lease: Lease | undefined,
  bucket: string,
  change: (text: string | undefined) => string | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const text = await buckets.policy(bucket);
    const next = change(text);
    if (next === text) {
      return;
    }
    await lease?.check();
    await (next === undefined ? buckets.deletePolicy(bucket) : buckets.putPolicy(bucket, next));
    if (lease) {
      return;
    }
  }
  throw new ConflictError(
    'BUCKET_POLICY_CONTESTED',
    `the policy of ${bucket} changed ${TRIES} times meanwhile`,
    {
      userMessage: `The policy of bucket ${bucket} is being changed by something else. Try again in a minute.`,
    },
  );
}

/** Changes the catalog policy on the condition of its hash; whoever comes second reads again. */
export async function changeCatalogPolicy(
  policy: ProducerPorts['catalogPolicy'],
  change: (text: string | undefined) => string | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const current = await policy.read();
    const next = change(current?.text);
    if (next === current?.text) {
      return;
    }
    try {
      if (next !== undefined) {
        return await policy.write(next, current?.hash);
      }
      if (current) {
        return await policy.remove(current.hash);
      }
      return;
    } catch (error) {
      if (!(error instanceof MeshError && error.code === 'POLICY_CHANGED') || attempt >= TRIES) {
        throw error;
      }
    }
  }
}

/** Lets a consumer in: catalog policy and bucket policies. Throws before anything is written where a policy would be too large. */
export function readerChanges(
  place: MeshPlace,
  consumer: string,
  database: string,
  prefixes: ReadonlyMap<string, readonly string[]>,
) {
  const principal = serviceRoleArn(place, consumer);
  return {
    catalog: (text: string | undefined) =>
      withConsumer(withRamOptIn(text, place), place, consumer, [database], { add: true }),
    bucket: (bucket: string) => (text: string | undefined) =>
      withReader(text, { partition: place.partition, bucket }, principal, prefixes.get(bucket) ?? [], {
        add: true,
      }),
  };
}
