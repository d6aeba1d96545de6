import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Act } from '../mesh.ts';
import type { Decision, MeshPorts, ProducerPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import { grantedRecord } from './finish-grant.ts';
import { excessOf, othersNeed } from './others-need.ts';
import type { Subscription } from './subscription.ts';

/** Narrows the decision to the tables that Lake Formation holds, takes what is left on the others, and activates. */
export async function settleNarrowed(
  { place, store, clock }: Pick<MeshPorts, 'place' | 'store' | 'clock'>,
  { permissions: lakeFormation }: ProducerPorts,
  record: Subscription,
  decision: Decision,
  act: Act,
): Promise<Subscription> {
  const { subscriber, database } = decision;
  const held = await lakeFormation.held(subscriber, database, { tables: decision.tables });
  const tables = decision.tables.filter((name) =>
    decision.permissions.every((each) => held.tables.get(name)?.permissions.includes(each)),
  );
  if (tables.length === 0 || !held.database.describe) {
    throw new ConflictError('NOTHING_GRANTED', `${record.id} holds nothing that could be kept`, {
      userMessage: 'No table is granted completely, so there is nothing to keep. Retry, or roll back.',
    });
  }
  const others = (await othersNeed(store, record)).get(database)?.tables;
  const leftovers = decision.tables
    .filter((name) => !tables.includes(name))
    .map((table) => ({ table, permissions: excessOf(held, table, others), grantable: [] }))
    .filter(({ permissions }) => permissions.length > 0);
  if (leftovers.length > 0) {
    await lakeFormation.revoke(subscriber, database, leftovers);
  }
  const now = clock.now();
  const narrowed: Decision = {
    ...decision,
    job: act.job,
    kind: 'keep-partial',
    by: actorText(act.by),
    at: epoch(now),
    tables,
  };
  const after = grantedRecord({ place, now }, withoutFulfilment(record), narrowed, held, []);
  return store.replace(record, after, narrowed);
}

function withoutFulfilment({ fulfilment: _, ...record }: Subscription): Subscription {
  return record;
}
