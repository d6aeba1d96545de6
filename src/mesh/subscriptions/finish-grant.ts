import { ConflictError } from '../errors.ts';
import { tableArn } from '../names.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { epoch } from './dates.ts';
import type { GrantPorts } from './grant-ports.ts';
import { loadSubscription } from './load-subscription.ts';
import type { OthersNeed } from './others-need.ts';
import { partRefusal } from './part-refusal.ts';
import { FILTER_NOT_READY } from './ready-filters.ts';
import { scopeOfTable } from './recorded-scope.ts';
import { revokeScope } from './revoke-scope.ts';
import { holdsSelect, isNarrowed } from './select-rows.ts';
import { isTooWide, shortfall } from './shortfall.ts';
import { decisionView, stamped } from './stamp.ts';
import type { RamShare, Subscription, TableState } from './subscription.ts';

const TRIES = 6;

/**
 * Writes down what Lake Formation holds: `Active` only where it holds all of the decision. Where the library wrote into the record meanwhile,
 * its words are kept as far as they agree with Lake Formation; a denial or an end by it takes the grants back.
 */
export async function finishGrant(
  ports: GrantPorts,
  producer: ProducerPorts,
  claimed: Subscription,
  decision: Decision,
  held: Held,
  failures: readonly GrantFailure[],
  needs: OthersNeed,
): Promise<Subscription> {
  let current = claimed;
  for (let attempt = 1; ; attempt += 1) {
    if (current.status === 'Denied' || current.status === 'Deleted') {
      return revokeScope(ports, producer, current, { ...decision, kind: 'roll-back' }, current.status);
    }
    try {
      return await ports.store.replace(
        current,
        grantedRecord(
          { place: ports.place, now: ports.clock.now() },
          current,
          decision,
          held,
          failures,
          needs,
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
      current = await loadSubscription(ports.store, claimed.id);
    }
  }
}

/** The record after its grants, as far as they are held. */
export function grantedRecord(
  { place, now }: Pick<MeshPorts, 'place'> & { readonly now: Date },
  record: Subscription,
  decision: Decision,
  held: Held,
  failures: readonly GrantFailure[],
  needs: OthersNeed,
): Subscription {
  const states = Object.fromEntries(
    decision.tables.map((name) => [name, stateOf(name, decision, held, failures, needs)]),
  );
  const granted = decision.tables.filter((name) => states[name]?.state === 'Granted');
  const database = databaseCause(decision, held, failures);
  const complete = granted.length === decision.tables.length && database === undefined;
  const phase = complete ? 'Granted' : granted.length > 0 ? 'PartlyGranted' : 'GrantFailed';
  const after: Subscription = {
    ...stamped(record, decision.by, now),
    status: complete ? 'Active' : 'Pending',
    fulfilment: {
      phase,
      job: decision.job,
      at: epoch(now),
      decision: record.fulfilment?.decision ?? decisionView(decision),
      tables: states,
      ...(database ? { cause: database } : {}),
    },
    ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
  };
  return complete
    ? {
        ...after,
        tables: decision.tables,
        ...(decision.byTag === undefined ? {} : { byTag: decision.byTag }),
        permitted: decision.permissions,
        grantable: decision.grantable,
        grantedTableArns: decision.tables.map((name) => tableArn(place, decision.database, name)),
        ramShares: sharesOf(decision, held),
      }
    : after;
}

function stateOf(
  name: string,
  decision: Decision,
  held: Held,
  failures: readonly GrantFailure[],
  needs: OthersNeed,
): TableState {
  const { permissions, grantable } = decision;
  const grant = held.tables.get(name);
  const others = needs.get(decision.database)?.tables;
  const scope = scopeOfTable(decision, name);
  const narrowed = isNarrowed(decision, name);
  const failure = failures.find(({ table }) => table === name);
  const missing = shortfall(decision, name, held, others);
  // The grant option of a narrowed SELECT is part of its shortfall.
  const options = grantable.filter(
    (each) => !grant?.grantable.includes(each) && !(narrowed && each === 'SELECT'),
  );
  if (missing.length === 0 && options.length === 0 && failure?.code !== FILTER_NOT_READY) {
    return { state: 'Granted', permissions, grantable, ...scope };
  }
  const lacks = [...missing, ...options.map((each) => `${each} with grant option`)].join(', ');
  return {
    state: 'Failed',
    permissions: heldOf(decision, name, held),
    grantable: grant?.grantable ?? [],
    ...scope,
    cause: failure
      ? { code: 'GRANT_REFUSED', message: refusal(name, lacks, failure) }
      : isTooWide(decision, name, held, others)
        ? {
            code: 'COLUMNS_TOO_WIDE',
            message: `Lake Formation still shows more of ${name} than was approved. Retry in a minute, or roll back.`,
          }
        : {
            code: 'GRANT_NOT_SHOWN',
            message: `Lake Formation does not show ${lacks} on ${name} yet. Retry in a minute.`,
          },
  };
}

/** What is held, with a narrowed `SELECT` where it is held as decided. */
function heldOf(decision: Decision, name: string, held: Held): TableState['permissions'] {
  const permissions = held.tables.get(name)?.permissions ?? [];
  const narrowed = isNarrowed(decision, name) && holdsSelect(decision, name, held);
  return narrowed && !permissions.includes('SELECT') ? ['SELECT', ...permissions] : permissions;
}

function refusal(table: string, lacks: string, { code, reason }: GrantFailure): string {
  if (/IAMAllowedPrincipals|IAM_ALLOWED_PRINCIPALS/.test(reason)) {
    return `${table} is still open to everybody whom IAM allows, so it cannot be shared. Its owner has to revoke the group IAMAllowedPrincipals on it, then retry.`;
  }
  if (code === FILTER_NOT_READY) {
    return reason;
  }
  const part = partRefusal(table, reason);
  if (part !== undefined) {
    return part;
  }
  return code === 'AccessDeniedException'
    ? `The mesh role of the owner may not grant ${lacks} on ${table} (${code}). A mesh admin has to give it that with grant option, then retry.`
    : `Lake Formation refused ${lacks} on ${table}: ${reason} (${code})`;
}

function databaseCause({ database }: Decision, held: Held, failures: readonly GrantFailure[]) {
  const failure = failures.find(({ table }) => table === undefined);
  if (held.database.describe) {
    return undefined;
  }
  return failure
    ? { code: 'GRANT_REFUSED', message: refusal(database, 'DESCRIBE', failure) }
    : {
        code: 'GRANT_NOT_SHOWN',
        message: `Lake Formation does not show DESCRIBE on ${database} yet. Retry in a minute.`,
      };
}

/** One entry for each different share, since from version 3 on all tables travel in one; the library reads only the ARNs. */
export function sharesOf({ database, tables }: Decision, held: Held): Readonly<Record<string, RamShare>> {
  const shares: Record<string, RamShare> = {};
  const known = new Set<string>();
  const keep = (name: string, type: RamShare['type'], arns: readonly string[]) => {
    for (const arn of arns.filter((each) => !known.has(each))) {
      known.add(arn);
      shares[name in shares ? `${name}#${known.size}` : name] = { type, arn };
    }
  };
  for (const name of tables) {
    keep(name, 'Table', held.tables.get(name)?.shares ?? []);
  }
  keep(tables.includes(database) ? `database:${database}` : database, 'Database', held.database.shares);
  return shares;
}
