import type { ColumnScope } from '../columns.ts';
import { withDescribe } from '../input/permission-list.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { filterOf } from '../rows.ts';
import { decisionAbout } from '../subscriptions/decision-about.ts';
import { lastGrant } from '../subscriptions/last-grant.ts';
import { isLive } from '../subscriptions/others-need.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { type TagCondition, tagExpression } from '../tag-scope.ts';
import type { Ground, OwnedTable } from './reader.ts';

/** What one live subscription gives on one table. */
export interface Given {
  readonly ground: Ground;
  readonly subscriber: string;
  readonly permissions: readonly TablePermission[];
  readonly columns?: ColumnScope | undefined;
  /** Filters of Lake Formation through which `SELECT` goes; absent: all rows. */
  readonly filters?: readonly string[] | undefined;
  /** Where a product or domain is followed: the LF-tags by which it is granted, and nothing by name. */
  readonly expression?: readonly TagCondition[] | undefined;
}

/** The live subscriptions that are about a table: by the ledger's last granting decision, else by the record. */
export async function givenOn(
  ports: Pick<MeshPorts, 'store' | 'ledger'>,
  { owner, database, table }: OwnedTable,
): Promise<readonly Given[]> {
  const given: Given[] = [];
  for await (const record of ports.store.byOwner(owner)) {
    if (record.database !== database || !isLive(record)) {
      continue;
    }
    const kept = await lastGrant(ports, record.id);
    const decision =
      kept ?? decisionAbout(record, { kind: 'approve', by: record.createdBy, job: '-', now: new Date(0) });
    // A record of the library without tables stands for the whole database, and what is followed for what carries its tags.
    if (decision.byTag === undefined && decision.tables.length > 0 && !decision.tables.includes(table)) {
      continue;
    }
    given.push({
      ground: { ...groundOf(record, kept), ...rolesOf(record, table) },
      subscriber: record.subscriber,
      permissions: withDescribe(decision.permissions),
      columns: decision.columns?.[table],
      filters: decision.rows?.[table]?.map((name) => filterOf(record.id, name, decision.columns?.[table])),
      expression: decision.byTag && tagExpression(owner, database, decision.byTag),
    });
  }
  return given;
}

function rolesOf({ handedOn = [] }: Subscription, table: string): Pick<Ground, 'handedOn'> {
  const roles = handedOn.filter(({ tables }) => tables.includes(table)).map(({ principal }) => principal);
  return roles.length > 0 ? { handedOn: roles } : {};
}

function groundOf(record: Subscription, kept: Decision | undefined): Ground {
  const { id, fulfilment, approvals = [], requestedBy, updatedBy } = record;
  const decision = kept ?? fulfilment?.decision;
  const by = decision?.by ?? (record.status === 'Active' ? updatedBy : undefined);
  const end = kept ? kept.expiresAt : record.expiresAt;
  return {
    subscriptionId: id,
    earlier: approvals,
    ...(end === undefined ? {} : { expiresAt: end }),
    ...(by === undefined ? {} : { decidedBy: by }),
    ...(decision === undefined ? {} : { decidedAt: decision.at }),
    ...(decision?.note ? { note: decision.note } : {}),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  };
}

/** Who said yes, in the order of their words. */
export function decidersOf({ earlier, decidedBy }: Ground): readonly string[] {
  return [...new Set([...earlier.map(({ by }) => by), ...(decidedBy === undefined ? [] : [decidedBy])])];
}
