import type { ColumnScopes } from '../columns.ts';
import { withDescribe } from '../input/permission-list.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import type { RowScopes } from '../rows.ts';
import { decisionAbout } from '../subscriptions/decision-about.ts';
import { lastGrant, suspendedGrant } from '../subscriptions/last-grant.ts';
import { isLive, isSuspended } from '../subscriptions/others-need.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import type { TagScope } from '../tag-scope.ts';

/** One live subscription, and what it should give. */
export interface Expected {
  readonly record: Subscription;
  readonly database: string;
  readonly tables: readonly string[];
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** Tables on which `SELECT` is narrowed to some columns. */
  readonly columns?: ColumnScopes | undefined;
  /** Where a product or domain is followed: the tables are then those that were found to belong to it last. */
  readonly byTag?: TagScope | undefined;
  /** Tables on which `SELECT` goes through row filters. */
  readonly rows?: RowScopes | undefined;
  /** Whether AWS has to hold exactly this by now; otherwise a job is at it, and both more and less are in order. */
  readonly isSettled: boolean;
}

const SETTLED = new Set<string | undefined>([undefined, 'Granted', 'Importing', 'ImportFailed']);

/** What the owner's live subscriptions should give: by the ledger's last granting decision, else by the record. */
export async function* expectedOf(
  ports: Pick<MeshPorts, 'store' | 'ledger'>,
  owner: string,
): AsyncIterable<Expected> {
  for await (const record of ports.store.byOwner(owner)) {
    if (record.database !== undefined && isLive(record)) {
      yield { ...(await scopeOf(ports, record)), record, database: record.database };
    }
  }
}

async function scopeOf(ports: Pick<MeshPorts, 'ledger'>, record: Subscription) {
  const decision = await decidedScope(ports, record);
  return {
    tables: decision.byTag ? record.tables : decision.tables,
    permissions: withDescribe(decision.permissions),
    grantable: decision.grantable,
    columns: decision.columns,
    byTag: decision.byTag,
    rows: decision.rows,
    // A record of the library without tables stands for whatever is held in the database.
    isSettled:
      record.status === 'Active' && decision.tables.length > 0 && SETTLED.has(record.fulfilment?.phase),
  };
}

/** The decision that the record's grants rest on, or rested on before it was suspended; for records of the library, which keep none, what the record says. */
export async function decidedScope(
  ports: Pick<MeshPorts, 'ledger'>,
  record: Subscription,
): Promise<Decision> {
  const granted = isSuspended(record) ? suspendedGrant : lastGrant;
  return (
    (await granted(ports, record.id)) ??
    decisionAbout(record, { kind: 'approve', by: record.createdBy, job: '-', now: new Date(0) })
  );
}
