import { ConflictError } from '../errors.ts';
import { withDescribe } from '../input/permission-list.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { GRANTING } from './last-grant.ts';
import { databaseOf } from './load-subscription.ts';
import { recordedScope, scopeOfTable } from './recorded-scope.ts';
import { decided } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** The record while its decision is carried out: back to `Pending` where a denial is reconsidered, and every table waits for its grant. */
export function claimedRecord(record: Subscription, decision: Decision, now: Date): Subscription {
  const { byTag: _asked, ...asked } = record;
  const claimed = decided(asked, decision, 'Granting', now);
  const waiting = {
    state: 'Waiting',
    permissions: decision.permissions,
    grantable: decision.grantable,
  } as const;
  return {
    ...claimed,
    status: 'Pending',
    permitted: decision.permissions,
    grantable: decision.grantable,
    ...(claimed.fulfilment
      ? {
          fulfilment: {
            ...claimed.fulfilment,
            tables: Object.fromEntries(
              decision.tables.map((name) => [name, { ...waiting, ...scopeOfTable(decision, name) }]),
            ),
          },
        }
      : {}),
    ...(decision.byTag === undefined ? {} : { byTag: decision.byTag }),
    ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
  };
}

/**
 * What this job was decided to do: the ledger's row. Only installations without a ledger (command line, library), where AWS's own authority
 * decides, go by the claim. Throws `ConflictError` (`DECISION_MISSING`).
 */
export async function decisionOf(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  record: Subscription,
  job: string,
): Promise<Decision> {
  const decision = await ledger.decision(record.id, job);
  // Other rows name tables and permissions too, and let nobody have them: a record that claims one of those claims falsely.
  if (decision && GRANTING.includes(decision.kind)) {
    return decision;
  }
  if (ledger.isKept) {
    throw new ConflictError(
      'DECISION_MISSING',
      `${record.id} claims a decision of job ${job} that the ledger does not know`,
      {
        userMessage:
          'This request says that it was decided, but no decision is on record. Nothing was granted; the mesh admins can see it.',
        details: { securityEvent: true, subscription: record },
      },
    );
  }
  const { fulfilment, expiresAt } = record;
  const tables = Object.keys(fulfilment?.tables ?? {});
  return {
    subscriptionId: record.id,
    job,
    kind: fulfilment?.decision?.kind ?? 'approve',
    by: fulfilment?.decision?.by ?? record.updatedBy ?? '',
    at: fulfilment?.decision?.at ?? 0,
    owner: record.owner,
    subscriber: record.subscriber,
    database: databaseOf(record),
    tables: tables.length > 0 ? tables : record.tables,
    permissions: withDescribe(record.permitted.length > 0 ? record.permitted : record.requested),
    grantable: record.grantable,
    ...recordedScope(record),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
