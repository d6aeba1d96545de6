import { ConflictError, MeshError } from '../errors.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision, GrantEntry, GrantFailure, Held, ProducerPorts } from '../ports.ts';
import { tagExpression } from '../tag-scope.ts';
import { policyExcess } from './by-tag.ts';
import { causeOf } from './cause-of.ts';
import { epoch } from './dates.ts';
import type { GrantPorts } from './grant-ports.ts';
import { loadSubscription } from './load-subscription.ts';
import { excessEntries, excessOf, type OthersNeed, othersByTag, othersNeed } from './others-need.ts';
import { tidyFilters } from './ready-filters.ts';
import { scopeOfTable } from './recorded-scope.ts';
import { settleOthers } from './settle-others.ts';
import { decisionView, stamped } from './stamp.ts';
import type { FailureCause, Phase, Status, Subscription, TableState } from './subscription.ts';
import { tidyPolicies } from './tidy-policies.ts';

const TRIES = 6;
const LOOKS = 5;

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
  tidyUp: () => Promise<void> = async () => undefined,
): Promise<Subscription> {
  const needs = await othersNeed(ports.store, scoped(record, decision));
  const byOthers = await othersByTag(ports.store, scoped(record, decision));
  let failures: readonly GrantFailure[] = [];
  let cause: FailureCause | undefined;
  let held: Held;
  try {
    failures = await revokeGrants(producer, decision, needs, byOthers);
    held = await look(ports, producer, decision, { needs, byOthers, failures });
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
  const leftover = cause
    ? undefined
    : await causeIfRefused(async () => {
        if (decision.rows !== undefined) {
          await tidyFilters(producer, decision, held);
        }
        await tidyUp();
      });
  return finish(ports, record, decision, end, {
    held,
    needs,
    failures,
    policyLeft: policyExcess(held.byTag, byOthers),
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
  { permissions, tagGrants }: ProducerPorts,
  decision: Decision,
  needs: OthersNeed,
  byOthers: readonly TablePermission[],
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
  const refused = decision.byTag ? await revokePolicy(tagGrants, decision, held, byOthers) : [];
  const named = decision.byTag ? entries.filter(({ table }) => table === undefined) : entries;
  return named.length > 0
    ? [...refused, ...(await permissions.revoke(subscriber, database, named))]
    : refused;
}

/** A grant by LF-tags goes as a whole, also where no table carries the tags any more. */
async function revokePolicy(
  tagGrants: ProducerPorts['tagGrants'],
  { owner, subscriber, database, tables, byTag }: Decision,
  held: Held,
  byOthers: readonly TablePermission[],
): Promise<readonly GrantFailure[]> {
  const surplus = policyExcess(held.byTag, byOthers);
  if (byTag === undefined || surplus.length === 0) {
    return [];
  }
  const options = (held.byTag?.grantable ?? []).filter((name) => surplus.includes(name));
  const refused = await tagGrants.revoke(subscriber, tagExpression(owner, database, byTag), surplus, options);
  return refused ? tables.map((table) => ({ table, ...refused })) : [];
}

/** What is taken away is what was decided, also where the record says it no more. */
function scoped(record: Subscription, { byTag }: Decision): Subscription {
  const { byTag: _, ...rest } = record;
  return byTag === undefined ? rest : { ...rest, byTag };
}

async function look(
  { clock }: GrantPorts,
  { permissions }: ProducerPorts,
  { subscriber, database, tables }: Decision,
  {
    needs,
    byOthers,
    failures,
  }: {
    readonly needs: OthersNeed;
    readonly byOthers: readonly TablePermission[];
    readonly failures: readonly GrantFailure[];
  },
): Promise<Held> {
  const refused = new Set(failures.map(({ table }) => table));
  const others = needs.get(database)?.tables;
  for (let attempt = 1; ; attempt += 1) {
    const held = await permissions.held(subscriber, database, { tables });
    if (
      attempt >= LOOKS ||
      (tables.every((name) => refused.has(name) || excessOf(held, name, others).length === 0) &&
        (failures.length > 0 || policyExcess(held.byTag, byOthers).length === 0))
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
  /** What a grant by LF-tags still holds and nobody else needs. */
  readonly policyLeft: readonly TablePermission[];
  readonly cause?: FailureCause;
  /** What could not be tidied away although the access is gone. */
  readonly leftover?: FailureCause;
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

function ended(
  { clock }: GrantPorts,
  record: Subscription,
  decision: Decision,
  end: Status | 'Suspended',
  outcome: Outcome,
): Subscription {
  const now = clock.now();
  const why = outcome.cause ?? outcome.leftover ?? policyCause(outcome);
  const others = outcome.needs.get(decision.database)?.tables;
  const states = Object.fromEntries(
    decision.tables.map((name): [string, TableState] => {
      const left = excessOf(outcome.held, name, others);
      return [
        name,
        left.length === 0
          ? { state: 'Revoked', permissions: [], grantable: [], ...scopeOfTable(decision, name) }
          : { ...stuck(name, left, outcome), ...scopeOfTable(decision, name) },
      ];
    }),
  );
  const complete =
    outcome.cause === undefined &&
    outcome.policyLeft.length === 0 &&
    Object.values(states).every(({ state }) => state === 'Revoked');
  return {
    ...stamped(record, decision.by, now),
    status: complete && end !== 'Suspended' ? end : record.status,
    fulfilment: {
      phase: complete ? phaseAfter(end) : 'RevokeFailed',
      job: decision.job,
      at: epoch(now),
      decision: decisionView(decision),
      tables: states,
      ...(why ? { cause: why } : {}),
    },
  };
}

function policyCause({ policyLeft, failures: [failure] }: Outcome): FailureCause | undefined {
  if (policyLeft.length === 0) {
    return undefined;
  }
  const what = policyLeft.join(', ');
  return failure
    ? {
        code: 'REVOKE_REFUSED',
        message: `Lake Formation refused to take the grant by LF-tags (${what}) away: ${failure.reason} (${failure.code})`,
      }
    : {
        code: 'REVOKE_NOT_SHOWN',
        message: `Lake Formation still shows the grant by LF-tags (${what}). It is being tried again.`,
      };
}

function phaseAfter(end: Status | 'Suspended'): Phase {
  return end === 'Denied' || end === 'Suspended' ? end : 'Revoked';
}

/** What was refused as a whole was refused for each of its tables: that says more than what is still to be seen. */
function stuck(name: string, left: TableState['permissions'], { failures, cause }: Outcome): TableState {
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
      : (cause ?? {
          code: 'REVOKE_NOT_SHOWN',
          message: `Lake Formation still shows ${left.join(', ')} on ${name}. It is being tried again.`,
        }),
  };
}
