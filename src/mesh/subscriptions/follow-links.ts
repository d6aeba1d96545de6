import { MeshError } from '../errors.ts';
import { causeOf } from './cause-of.ts';
import type { FollowPorts } from './follow-ports.ts';
import { isLive } from './others-need.ts';
import type { FailureCause, Subscription } from './subscription.ts';

/** What could not be linked, by table; the access itself is there all the same. */
export async function relink(
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
