import type { Act } from '../act.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import { grantedRecord } from './finish-grant.ts';
import { excessEntries, othersNeed } from './others-need.ts';
import { readyFilters } from './ready-filters.ts';
import { shortfall } from './shortfall.ts';
import { decidingPerson } from './stamp.ts';
import type { Subscription } from './subscription.ts';
import { takeExcess } from './take-excess.ts';

/** Narrows the decision to the tables that Lake Formation holds, takes what is left on the others, and activates. */
export async function settleNarrowed(
  { place, store, ledger, clock }: Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'clock'>,
  producer: ProducerPorts,
  record: Subscription,
  decision: Decision,
  act: Act,
): Promise<Subscription> {
  const { subscriber, database } = decision;
  const { permissions: lakeFormation } = producer;
  const held = await lakeFormation.held(subscriber, database, { tables: decision.tables });
  const needs = await othersNeed(store, record);
  const others = needs.get(database)?.tables;
  const unready = await readyFilters({ ledger }, producer, decision);
  const tables = decision.tables.filter(
    (name) =>
      shortfall(decision, name, held, others).length === 0 && !unready.some(({ table }) => table === name),
  );
  if (tables.length === 0 || !held.database.describe) {
    throw new ConflictError('NOTHING_GRANTED', `${record.id} holds nothing that could be kept`, {
      userMessage: 'No table is granted completely, so there is nothing to keep. Retry, or roll back.',
    });
  }
  const leftovers = decision.tables
    .filter((name) => !tables.includes(name))
    .flatMap((table) => excessEntries(held, table, others));
  await takeExcess(producer, decision, leftovers, held, others);
  const now = clock.now();
  const narrowed: Decision = {
    ...decision,
    job: act.job,
    kind: 'keep-partial',
    ...decidingPerson(act),
    at: epoch(now),
    tables,
  };
  const after = grantedRecord({ place, now }, withoutFulfilment(record), narrowed, held, [], needs);
  return store.replace(record, after, narrowed);
}

function withoutFulfilment({ fulfilment: _, ...record }: Subscription): Subscription {
  return record;
}
