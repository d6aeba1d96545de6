import { type LeftWithRoles, takeBack } from '../consumer/take-back.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { isInUse } from './others-need.ts';
import type { Subscription } from './subscription.ts';

/**
 * Takes back what the consumer account handed on to its own roles, leaves the shares and removes the links there that no other live subscription of it
 * rests on. Tells what is left with roles; the rest goes nevertheless.
 */
export async function tidyConsumer(
  {
    place,
    store,
    ledger,
    consumer,
  }: Pick<MeshPorts, 'place' | 'store' | 'consumer'> & Partial<Pick<MeshPorts, 'ledger'>>,
  record: Subscription,
  { database, tables }: Decision,
): Promise<LeftWithRoles> {
  const nothing = { handedOn: [], isSeen: false };
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
  const isHandedOn = (record.handedOn ?? []).length > 0;
  if (!isLinked && !isHandedOn && unused.length === 0) {
    return nothing;
  }
  const { shares, local, grants } = await consumer(record.subscriber);
  // While the links are there, and the shares through which the tables are known.
  const left = isHandedOn ? await takeBack(grants, store, record) : nothing;
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
  return left;
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
