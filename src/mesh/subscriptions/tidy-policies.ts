import { serviceRoleArn } from '../names.ts';
import { withoutLibraryReader, withReader } from '../policies/bucket-policy.ts';
import { withConsumer, withoutLibraryConsumer } from '../policies/catalog-policy.ts';
import { s3Location } from '../policies/s3-location.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { ProducerPorts } from '../ports.ts';
import { findTables } from '../producer/resolve-tables.ts';
import type { GrantPorts } from './grant-ports.ts';
import type { OthersNeed } from './others-need.ts';
import {
  changeBucketPolicy,
  changeCatalogPolicy,
  leaseObjects,
  prefixesByBucket,
} from './shared-policies.ts';

/** The consumer keeps exactly the prefixes and databases that its other subscriptions rest on. */
export async function tidyPolicies(
  ports: GrantPorts,
  producer: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
): Promise<void> {
  const { place, leases } = ports;
  const { subscriber, database } = decision;
  const gone = (await findTables(producer.catalog, database, decision.tables)).found;
  const buckets = new Set(gone.flatMap(({ location }) => s3Location(location)?.bucket ?? []));
  const kept = await keptTables(ports, producer, decision, needs);
  const principal = serviceRoleArn(place, subscriber);
  const lease = await leases.take(leaseObjects(place, buckets));
  try {
    for (const bucket of buckets) {
      const prefixes = prefixesByBucket(kept).get(bucket) ?? [];
      await changeBucketPolicy(producer.buckets, lease, bucket, (text) => {
        const own = withReader(text, { partition: place.partition, bucket }, principal, prefixes, {
          add: false,
        });
        return prefixes.length > 0 ? own : withoutLibraryReader(own, bucket, principal);
      });
    }
    const databases = [...needs.keys()];
    await changeCatalogPolicy(producer.catalogPolicy, (text) => {
      const own = withConsumer(text, place, subscriber, databases, { add: false });
      return databases.includes(database) ? own : withoutLibraryConsumer(own, place, subscriber, database);
    });
  } finally {
    await lease?.release();
  }
}

/** Tables of this owner that the consumer goes on reading; only they can lie in the same buckets. */
async function keptTables(
  ports: GrantPorts,
  producer: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
): Promise<readonly MeshTable[]> {
  const kept: MeshTable[] = [];
  for (const [database, { owner, tables }] of needs) {
    if (owner === decision.owner && tables.size > 0) {
      const { catalog } = database === decision.database ? producer : await ports.producer(owner, database);
      kept.push(...(await findTables(catalog, database, [...tables.keys()])).found);
    }
  }
  return kept;
}
