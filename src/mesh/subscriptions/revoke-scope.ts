import { ConflictError, MeshError } from '../errors.ts';
import type { Decision, GrantEntry, GrantFailure, Held, ProducerPorts } from '../ports.ts';
import { causeOf } from './cause-of.ts';
import { epoch } from './dates.ts';
import type { GrantPorts } from './grant-ports.ts';
import { loadSubscription } from './load-subscription.ts';
import { excessEntries, excessOf, type OthersNeed, othersNeed } from './others-need.ts';
import { columnsOf } from './recorded-columns.ts';
import { settleOthers } from './settle-others.ts';
import { decisionView, stamped } from './stamp.ts';
import type { FailureCause, Status, Subscription, TableState } from './subscription.ts';
import { tidyPolicies } from './tidy-policies.ts';

const TRIES = 6;
const LOOKS = 5;

/**
 * Takes away what the consumer holds on these tables and no other live subscription of it needs, tidies the policies, and reads back: the
 * record gets `end` only where nothing is left, otherwise `RevokeFailed` with the cause by table. Safe to repeat.
 */
export async function revokeScope(
  ports: GrantPorts,
  producer: ProducerPorts,
  record: Subscription,
  decision: Decision,
  end: Status,
  tidyUp: () => Promise<void> = async () => undefined,
): Promise<Subscription> {
  const needs = await othersNeed(ports.store, record);
  let failures: readonly GrantFailure[] = [];
  let cause: FailureCause | undefined;
  let held: Held;
  try {
    failures = await revokeGrants(producer, decision, needs);
    held = await look(ports, producer, decision, needs, failures);
    await settleOthers(ports, producer, decision, needs, held);
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
  const leftover = cause ? undefined : await causeIfRefused(tidyUp);
  return finish(ports, record, decision, end, {
    held,
    needs,
    failures,
    ...(cause ? { cause } : {}),
    ...(leftover ? { leftover } : {}),
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

async function revokeGrants(
  { permissions }: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
): Promise<readonly GrantFailure[]> {
  const { subscriber, database, tables } = decision;
  const held = await permissions.held(subscriber, database, { tables });
  const others = needs.get(database);
  const entries: GrantEntry[] = [];
  for (const table of tables) {
    entries.push(...excessEntries(held, table, others?.tables));
  }
  if (held.database.describe && others === undefined) {
    entries.push({ permissions: ['DESCRIBE'], grantable: [] });
  }
  return entries.length > 0 ? permissions.revoke(subscriber, database, entries) : [];
}

async function look(
  { clock }: GrantPorts,
  { permissions }: ProducerPorts,
  { subscriber, database, tables }: Decision,
  needs: OthersNeed,
  failures: readonly GrantFailure[],
): Promise<Held> {
  const refused = new Set(failures.map(({ table }) => table));
  const others = needs.get(database)?.tables;
  for (let attempt = 1; ; attempt += 1) {
    const held = await permissions.held(subscriber, database, { tables });
    if (
      attempt >= LOOKS ||
      tables.every((name) => refused.has(name) || excessOf(held, name, others).length === 0)
    ) {
      return held;
    }
    await clock.sleep(Math.min(200 * 2 ** attempt, 2_000));
  }
}

interface Outcome {
  readonly held: Held;
  readonly needs: OthersNeed;
  readonly failures: readonly GrantFailure[];
  readonly cause?: FailureCause;
  /** What could not be tidied away although the access is gone. */
  readonly leftover?: FailureCause;
}

async function finish(
  ports: GrantPorts,
  record: Subscription,
  decision: Decision,
  end: Status,
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

function ended(
  { clock }: GrantPorts,
  record: Subscription,
  decision: Decision,
  end: Status,
  outcome: Outcome,
): Subscription {
  const now = clock.now();
  const why = outcome.cause ?? outcome.leftover;
  const others = outcome.needs.get(decision.database)?.tables;
  const states = Object.fromEntries(
    decision.tables.map((name): [string, TableState] => {
      const left = excessOf(outcome.held, name, others);
      return [
        name,
        left.length === 0
          ? { state: 'Revoked', permissions: [], grantable: [], ...columnsOf(decision, name) }
          : { ...stuck(name, left, outcome.failures), ...columnsOf(decision, name) },
      ];
    }),
  );
  const complete =
    outcome.cause === undefined && Object.values(states).every(({ state }) => state === 'Revoked');
  return {
    ...stamped(record, decision.by, now),
    status: complete ? end : record.status,
    fulfilment: {
      phase: complete ? (end === 'Denied' ? 'Denied' : 'Revoked') : 'RevokeFailed',
      job: decision.job,
      at: epoch(now),
      decision: decisionView(decision),
      tables: states,
      ...(why ? { cause: why } : {}),
    },
  };
}

function stuck(name: string, left: TableState['permissions'], failures: readonly GrantFailure[]): TableState {
  const failure = failures.find(({ table }) => table === name);
  return {
    state: 'RevokeFailed',
    permissions: left,
    grantable: [],
    cause: failure
      ? {
          code: 'REVOKE_REFUSED',
          message: `Lake Formation refused to take ${left.join(', ')} on ${name} away: ${failure.reason} (${failure.code})`,
        }
      : {
          code: 'REVOKE_NOT_SHOWN',
          message: `Lake Formation still shows ${left.join(', ')} on ${name}. It is being tried again.`,
        },
  };
}
