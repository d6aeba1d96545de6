import { serviceRoleArn } from '../names.ts';
import { readersOf } from '../policies/bucket-policy.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { prefixesByBucket, readerChanges } from '../subscriptions/shared-policies.ts';
import type { OwnerView } from './find-drift.ts';
import { type Finding, finding } from './finding.ts';

const NONE = { permissions: [], grantable: [] } as const;

/** Bucket policies and the catalog's policy against the consumers of our own subscriptions. Those of the library are as the library left them. */
export async function* comparePolicies(
  { place, producer }: Pick<MeshPorts, 'place' | 'producer'>,
  { owner, expected, tables }: OwnerView,
): AsyncIterable<Finding> {
  // The mesh and the producer read for themselves.
  const accounts = [place.meshAccountId, owner, ...expected.map(({ record }) => record.subscriber)];
  const readers = new Set(accounts.map((account) => serviceRoleArn(place, account)));
  const buckets = new Map<string, { readonly text: string | undefined; readonly database: string }>();
  for (const [database, byName] of tables) {
    const ports = await producer(owner, database);
    for (const bucket of prefixesByBucket([...byName.values()]).keys()) {
      if (!buckets.has(bucket)) {
        buckets.set(bucket, { text: await ports.buckets.policy(bucket), database });
      }
    }
  }
  const catalog = await catalogText(producer, owner, tables.keys());
  for (const { record, database, isSettled, ...scope } of expected) {
    if (!isSettled || record.fulfilment === undefined) {
      continue;
    }
    const { subscriber: principal, id: subscriptionId } = record;
    const about = { kind: 'missing', owner, principal, database, subscriptionId, ...NONE } as const;
    const prefixes = prefixesByBucket(scope.tables.flatMap((name) => tables.get(database)?.get(name) ?? []));
    const changes = readerChanges(place, principal, database, prefixes);
    if (changes.catalog(catalog) !== catalog) {
      yield finding({ ...about, where: 'catalog-policy', remedies: ['repair', 'end'] });
    }
    for (const bucket of prefixes.keys()) {
      const text = buckets.get(bucket)?.text;
      if (changes.bucket(bucket)(text) !== text) {
        yield finding({ ...about, where: 'bucket-policy', bucket, remedies: ['repair', 'end'] });
      }
    }
  }
  for (const [bucket, { text, database }] of buckets) {
    for (const arn of readersOf(text, { partition: place.partition, bucket })) {
      if (!readers.has(arn)) {
        const principal = arn.split(':')[4] ?? arn;
        yield finding({
          kind: 'orphan',
          where: 'bucket-policy',
          owner,
          principal,
          database,
          bucket,
          ...NONE,
          remedies: ['revoke'],
        });
      }
    }
  }
}

async function catalogText(
  producer: (account: string, database: string) => Promise<ProducerPorts>,
  owner: string,
  databases: Iterable<string>,
): Promise<string | undefined> {
  for (const database of databases) {
    return (await (await producer(owner, database)).catalogPolicy.read())?.text;
  }
  return undefined;
}
