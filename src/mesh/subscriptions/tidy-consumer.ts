import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { isInUse } from './others-need.ts';
import type { Subscription } from './subscription.ts';

/** Leaves the shares and removes the links in the consumer account that no other live subscription of it rests on. */
export async function tidyConsumer(
  {
    place,
    store,
    ledger,
    consumer,
  }: Pick<MeshPorts, 'place' | 'store' | 'consumer'> & Partial<Pick<MeshPorts, 'ledger'>>,
  record: Subscription,
  { database, tables }: Decision,
): Promise<void> {
  const usedShares = new Set<string>();
  const usedTables = new Set<string>();
  let isDatabaseUsed = false;
  for await (const other of store.bySubscriber(record.subscriber)) {
    if (other.id === record.id || !isInUse(other)) {
      continue;
    }
    for (const { arn } of Object.values(other.ramShares)) {
      usedShares.add(arn);
    }
    if (other.database === database) {
      isDatabaseUsed = true;
      for (const table of other.tables) {
        usedTables.add(table);
      }
    }
  }
  const unused = [...new Set(Object.values(record.ramShares).map(({ arn }) => arn))].filter(
    (arn) => !usedShares.has(arn),
  );
  const isLinked = record.imported || (ledger !== undefined && (await mayHaveOldLinks(ledger, record)));
  if (!isLinked && unused.length === 0) {
    return;
  }
  const { shares, local } = await consumer(record.subscriber);
  if (isLinked) {
    const target = { catalogId: place.meshAccountId, database };
    const unneeded = tables.filter((name) => !usedTables.has(name));
    await local.unlinkTables(
      database,
      unneeded.map((table) => ({ name: table, target: { ...target, table } })),
    );
    if (!isDatabaseUsed) {
      await local.dropEmptyDatabase(database);
    }
  }
  for (const arn of await shares.active(unused)) {
    await shares.leave(arn, record.subscriber);
  }
}

/** What was given back or shared again is to be imported anew, and the links of the first import stay until then. */
async function mayHaveOldLinks(ledger: MeshPorts['ledger'], { id }: Subscription): Promise<boolean> {
  for await (const { kind } of ledger.history(id)) {
    if (kind === 'resume' || kind === 'repair') {
      return true;
    }
  }
  return false;
}
