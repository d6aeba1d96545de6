import type { LeftWithRoles } from '../consumer/take-back.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import { epoch } from './dates.ts';
import type { GrantPorts } from './grant-ports.ts';
import { localCause } from './local-left.ts';
import { excessOf, type Need, type OthersNeed } from './others-need.ts';
import { scopeOfTable } from './recorded-scope.ts';
import { decisionView, stamped } from './stamp.ts';
import type { FailureCause, Phase, Status, Subscription, TableState } from './subscription.ts';

export interface Outcome {
  readonly held: Held;
  readonly needs: OthersNeed;
  readonly failures: readonly GrantFailure[];
  /** What a grant by LF-tags still holds and nobody else needs. */
  readonly policyLeft: readonly TablePermission[];
  readonly cause?: FailureCause;
  /** What could not be tidied away although the access is gone. */
  readonly leftover?: FailureCause;
  /** What is left with roles of the consumer's account; absent where nobody looked. */
  readonly local?: LeftWithRoles;
}

export function ended(
  { clock }: GrantPorts,
  record: Subscription,
  decision: Decision,
  end: Status | 'Suspended',
  outcome: Outcome,
): Subscription {
  const now = clock.now();
  const { local } = outcome;
  const why =
    outcome.cause ?? outcome.leftover ?? policyCause(outcome) ?? (local && localCause(record, local));
  const others = outcome.needs.get(decision.database)?.tables;
  const states = Object.fromEntries(
    decision.tables.map((name): [string, TableState] => {
      const left = excessOf(outcome.held, name, others);
      return [
        name,
        left.length === 0
          ? { state: 'Revoked', permissions: [], grantable: [], ...scopeOfTable(decision, name) }
          : { ...stuck(name, left, others?.get(name), outcome), ...scopeOfTable(decision, name) },
      ];
    }),
  );
  const complete =
    outcome.cause === undefined &&
    outcome.policyLeft.length === 0 &&
    local?.isSeen !== true &&
    Object.values(states).every(({ state }) => state === 'Revoked');
  return {
    ...stamped(withLeft(record, local), decision.by, now),
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

/** Who is off the list lost what was handed on. */
function withLeft({ handedOn, ...record }: Subscription, local: LeftWithRoles | undefined): Subscription {
  const left = local ? local.handedOn : (handedOn ?? []);
  return left.length > 0 ? { ...record, handedOn: left } : record;
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
function stuck(
  name: string,
  left: TableState['permissions'],
  need: Need | undefined,
  { failures, cause }: Outcome,
): TableState {
  const failure = failures.find(({ table }) => table === name);
  // What others need as well is left for its grant option alone.
  const what = left
    .map((each) => (need?.permissions.includes(each) ? `${each} with grant option` : each))
    .join(', ');
  return {
    state: 'RevokeFailed',
    permissions: left,
    grantable: [],
    cause: failure
      ? {
          code: 'REVOKE_REFUSED',
          message: `Lake Formation refused to take ${what} on ${name} away: ${failure.reason} (${failure.code})`,
        }
      : (cause ?? {
          code: 'REVOKE_NOT_SHOWN',
          message: `Lake Formation still shows ${what} on ${name}. It is being tried again.`,
        }),
  };
}
