import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts } from '../ports.ts';
import type { Modification } from '../verbs/accesses.ts';
import { portsOf } from './by-tag.ts';
import { applyChange, changedState } from './change-grants.ts';
import { epoch } from './dates.ts';
import { isOwnWork, loadSubscription, requireShown } from './load-subscription.ts';
import { refuseNarrowedScope, requireModifiable } from './modifiable.ts';
import { decide, endsOf, withPresentScope } from './modified-decision.ts';
import { type OthersNeed, othersNeed } from './others-need.ts';
import { partRefusal } from './part-refusal.ts';
import { FILTER_NOT_READY } from './ready-filters.ts';
import { decided, decisionView, stamped } from './stamp.ts';
import type { Subscription, TableState } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

export type ModifyPorts = Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'producer' | 'clock'>;

const TRIES = 6;
/** How often it is applied while something had to be given back to others. */
const LOOKS_AFTER = 3;

/** Brings an active subscription to exactly these permissions. See `Mesh.modify`. */
export async function modify(ports: ModifyPorts, request: Modification): Promise<Subscription> {
  const record = await loadSubscription(ports.store, request.subscriptionId);
  const isResumed = isOwnWork(record, request.job);
  if (isResumed && record.fulfilment?.phase !== 'Modifying') {
    return record;
  }
  if (!isResumed) {
    requireModifiable(record, ports.clock.now());
    requireShown(record, request.shown);
    refuseNarrowedScope(record, request);
    await requireNotSuspended(ports, record);
  }
  // A redelivered job carries the same request, so that deciding again decides the same.
  const decision =
    (await ports.ledger.decision(record.id, request.job)) ??
    (await withPresentScope(
      ports,
      record,
      request,
      decide(record, request, await endsOf(ports, record, request), ports.clock.now()),
    ));
  const claimed = isResumed
    ? record
    : await ports.store.replace(record, decided(record, decision, 'Modifying', ports.clock.now()), decision);
  const producer = portsOf(await ports.producer(record.owner, decision.database), decision);
  for (let attempt = 1; ; attempt += 1) {
    const needs = await othersNeed(ports.store, record);
    const { held, failures, gaveBack } = await applyChange(ports, producer, claimed, decision, needs);
    if (!gaveBack || attempt >= LOOKS_AFTER) {
      return finish(ports, claimed, decision, needs, held, failures);
    }
    // Whoever got something back may have ended meanwhile: what nobody needs any more goes now.
  }
}

function refusalOf(table: string, { code, reason }: GrantFailure): string {
  return code === FILTER_NOT_READY ? reason : (partRefusal(table, reason) ?? `${table}: ${reason} (${code})`);
}

async function finish(
  { store, clock }: ModifyPorts,
  claimed: Subscription,
  decision: Decision,
  needs: OthersNeed,
  held: Held,
  failures: readonly GrantFailure[],
): Promise<Subscription> {
  const others = needs.get(decision.database)?.tables;
  const states = Object.fromEntries(
    decision.tables.map((name): [string, TableState] => {
      const state = changedState(name, decision, held, others);
      const failure = failures.find(({ table }) => table === name);
      return [
        name,
        failure && (state.cause || failure.code === FILTER_NOT_READY)
          ? {
              ...state,
              state: 'Failed',
              cause: { code: 'CHANGE_REFUSED', message: refusalOf(name, failure) },
            }
          : state,
      ];
    }),
  );
  const complete = Object.values(states).every(({ state }) => state === 'Granted');
  let current = claimed;
  for (let attempt = 1; ; attempt += 1) {
    const now = clock.now();
    const { expiresAt: _, ...rest } = current;
    const after: Subscription = {
      ...stamped(rest, decision.by, now),
      ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
      ...(complete ? { permitted: decision.permissions, grantable: decision.grantable } : {}),
      fulfilment: {
        phase: complete ? 'Granted' : 'ModifyFailed',
        job: decision.job,
        at: epoch(now),
        decision: decisionView(decision),
        tables: states,
      },
    };
    try {
      return await store.replace(current, after);
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
      current = await loadSubscription(store, claimed.id);
    }
  }
}
