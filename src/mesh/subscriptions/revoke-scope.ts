import type { LeftWithRoles } from '../consumer/take-back.ts';
import { ConflictError, MeshError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { ProducerPorts } from '../ports.ts';
import { policyExcess } from './by-tag.ts';
import { causeOf } from './cause-of.ts';
import { ended, type Outcome } from './ended-record.ts';
import type { GrantPorts } from './grant-ports.ts';
import { loadSubscription } from './load-subscription.ts';
import { othersByTag, othersNeed } from './others-need.ts';
import { tidyFilters } from './ready-filters.ts';
import { settleOthers } from './settle-others.ts';
import type { FailureCause, Status, Subscription } from './subscription.ts';
import { look, revokeGrants } from './take-grants-away.ts';
import { tidyPolicies } from './tidy-policies.ts';

const TRIES = 6;
/** How often it is looked again after something was given back to others. */
const LOOKS_AFTER = 3;

/**
 * Takes away what the consumer holds on these tables and no other live subscription of it needs, tidies the policies, and reads back: the
 * record gets `end`, a status or the phase of a suspension, only where nothing is left, otherwise `RevokeFailed` with the cause by table. Safe to repeat.
 */
export async function revokeScope(
  ports: GrantPorts,
  producer: ProducerPorts,
  record: Subscription,
  decision: Decision,
  end: Status | 'Suspended',
  tidyUp: () => Promise<LeftWithRoles | undefined> = async () => undefined,
): Promise<Subscription> {
  const othersOf = () => othersNeed(ports.store, scoped(record, decision));
  const byTagOf = () => othersByTag(ports.store, scoped(record, decision));
  let [needs, byOthers] = [await othersOf(), await byTagOf()];
  let failures: readonly GrantFailure[] = [];
  let cause: FailureCause | undefined;
  let held: Held;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const taken = await revokeGrants(producer, decision, needs, byOthers);
      failures = taken.failures;
      held = await look(ports, producer, decision, { needs, byOthers, failures });
      const settled = await settleOthers(ports, producer, decision, needs, held);
      if (!(taken.gaveBack || settled) || attempt >= LOOKS_AFTER) {
        break;
      }
      // Whoever got something back may have ended meanwhile, and looked before: what nobody needs any more goes now.
      [needs, byOthers] = [await othersOf(), await byTagOf()];
    }
    await tidyPolicies(ports, producer, decision, needs);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    cause = causeOf(error);
    held = await producer.permissions.held(decision.subscriber, decision.database, {
      tables: decision.tables,
    });
  }
  let local: LeftWithRoles | undefined;
  const leftover = cause
    ? undefined
    : await causeIfRefused(async () => {
        if (decision.rows !== undefined) {
          await tidyFilters(producer, decision, held);
        }
        local = await tidyUp();
      });
  return finish(ports, record, decision, end, {
    held,
    needs,
    failures,
    policyLeft: policyExcess(held.byTag, byOthers),
    ...(cause ? { cause } : {}),
    ...(leftover ? { leftover } : {}),
    ...(local ? { local } : {}),
  });
}

/** The access is gone by now: what cannot be tidied in the other account is written down, and does not keep the subscription alive. */
async function causeIfRefused(tidyUp: () => Promise<void>): Promise<FailureCause | undefined> {
  try {
    await tidyUp();
    return undefined;
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    return causeOf(error);
  }
}

/** What is taken away is what was decided, also where the record says it no more. */
function scoped(record: Subscription, { byTag }: Decision): Subscription {
  const { byTag: _, ...rest } = record;
  return byTag === undefined ? rest : { ...rest, byTag };
}

async function finish(
  ports: GrantPorts,
  record: Subscription,
  decision: Decision,
  end: Status | 'Suspended',
  outcome: Outcome,
): Promise<Subscription> {
  let current = record;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ports.store.replace(current, ended(ports, current, decision, end, outcome));
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
      current = await loadSubscription(ports.store, record.id);
    }
  }
}
