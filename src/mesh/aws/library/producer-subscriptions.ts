import { ConflictError } from '../../errors.ts';
import { columnScopes } from '../../input/column-list.ts';
import { nameList } from '../../input/names-list.ts';
import { permissionList } from '../../input/permission-list.ts';
import { rowScopes } from '../../input/row-list.ts';
import { approve } from '../../subscriptions/approve.ts';
import { extend } from '../../subscriptions/extend.ts';
import { retryGrants, rollBack } from '../../subscriptions/mend-grants.ts';
import { modify } from '../../subscriptions/modify.ts';
import { revoke } from '../../subscriptions/revoke.ts';
import { shareAgain } from '../../subscriptions/share-again.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import { libraryJob } from './library-job.ts';
import type { ProducerAccount } from './producer-account.ts';

export interface ApproveAccess {
  readonly requestId: string;
  /** A list, or text with commas; empty or absent: as requested. */
  readonly grantPermissions?: string | readonly string[];
  /** Absent or empty: the consumer may hand nothing on. */
  readonly grantablePermissions?: string | readonly string[];
  /** Absent: every table that was asked for. */
  readonly tables?: string | readonly string[];
  /** `table=column,column`: only these columns of a table, none that it gets later. */
  readonly columns?: readonly string[];
  /** `table=column,column`: all columns of a table but these, later ones too. */
  readonly excludeColumns?: readonly string[];
  /** `table=filter,filter`: only the rows of these row filters, together. */
  readonly rows?: readonly string[];
  readonly decisionNotes?: string;
}

export interface AskRequester {
  readonly requestId: string;
  readonly question: string;
}

export interface DenyAccess {
  readonly requestId: string;
  readonly decisionNotes?: string;
}

export interface UpdatePermissions {
  readonly subscriptionId: string;
  /** Absent: as they are. */
  readonly grantPermissions?: string | readonly string[];
  /** Epoch seconds; `null` takes the end away, absent leaves it. What was decided in Slack has its end in the ledger: it is refused here. */
  readonly expiresAt?: number | null;
  readonly grantablePermissions?: string | readonly string[];
  /** As in {@link ApproveAccess}; absent both: as they are. */
  readonly columns?: readonly string[];
  readonly excludeColumns?: readonly string[];
  /** Every column again. */
  readonly allColumns?: boolean;
  /** As in {@link ApproveAccess}; absent: as they are. */
  readonly rows?: readonly string[];
  /** Every row again. */
  readonly allRows?: boolean;
  readonly notes?: string;
}

export interface DeleteSubscription {
  readonly subscriptionId: string;
  readonly reason?: string;
}

/** See `DataMeshProducer.approveAccessRequest`. */
export async function approveRequest(
  producer: ProducerAccount,
  request: ApproveAccess,
): Promise<Subscription> {
  const ports = await producer.ports();
  const { by, record } = await producer.owned(request.requestId);
  const phase = record.fulfilment?.phase;
  if (record.status === 'Pending' && (phase === 'GrantFailed' || phase === 'PartlyGranted')) {
    return retryGrants(ports, {
      subscriptionId: record.id,
      by,
      job: libraryJob(record, 'retry', record.id),
    });
  }
  const { tables, grantPermissions, grantablePermissions } = request;
  const columns = columnScopes(request.columns, request.excludeColumns);
  const rows = rowScopes(request.rows);
  // Another approval than the one that was given is no repetition of it: it is told that somebody decided already.
  const what = JSON.stringify([tables, grantPermissions, grantablePermissions, columns, rows]);
  const job =
    phase === 'Granting' && record.fulfilment?.job.startsWith('retry')
      ? libraryJob(record, 'retry', record.id)
      : libraryJob(record, 'approve', record.id, what);
  return approve(ports, {
    subscriptionId: record.id,
    by,
    job,
    reconsider: true,
    ...(tables === undefined ? {} : { tables: nameList(tables, 'tables') }),
    ...(grantPermissions === undefined ? {} : { permissions: permissionList(grantPermissions) }),
    ...(grantablePermissions === undefined ? {} : { grantable: permissionList(grantablePermissions) }),
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
    ...(request.decisionNotes === undefined ? {} : { note: request.decisionNotes }),
  });
}

/** See `DataMeshProducer.updateSubscriptionPermissions`. */
export async function updatePermissions(
  producer: ProducerAccount,
  request: UpdatePermissions,
): Promise<Subscription> {
  const { by, record } = await producer.owned(request.subscriptionId);
  if (request.expiresAt !== undefined) {
    refuseSlackEnd(record);
  }
  const permissions =
    request.grantPermissions === undefined ? record.permitted : permissionList(request.grantPermissions);
  const grantable =
    request.grantablePermissions === undefined ? undefined : permissionList(request.grantablePermissions);
  const columns = request.allColumns ? {} : columnScopes(request.columns, request.excludeColumns);
  const rows = request.allRows ? {} : rowScopes(request.rows);
  const what = [
    permissions,
    grantable,
    ...(columns === undefined ? [] : [columns]),
    ...(rows === undefined ? [] : [{ rows }]),
    ...(request.expiresAt === undefined ? [] : [request.expiresAt]),
  ];
  return modify(await producer.ports(), {
    subscriptionId: record.id,
    by,
    job: libraryJob(record, 'modify', record.id, JSON.stringify(what)),
    permissions,
    ...(grantable === undefined ? {} : { grantable }),
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
    ...(request.expiresAt === undefined ? {} : { expiresAt: request.expiresAt }),
    ...(request.notes === undefined ? {} : { note: request.notes }),
  });
}

/** See `DataMeshProducer.extendSubscription`. */
export async function extendOwned(producer: ProducerAccount, subscriptionId: string): Promise<Subscription> {
  const { by, record } = await producer.owned(subscriptionId);
  refuseSlackEnd(record);
  return extend(await producer.ports(), {
    subscriptionId,
    by,
    job: `extend#${record.id}#${record.extension?.job ?? ''}`,
  });
}

/** See `DataMeshProducer.deleteSubscription`. */
export async function endOwned(
  producer: ProducerAccount,
  { subscriptionId, reason }: DeleteSubscription,
): Promise<Subscription> {
  const ports = await producer.ports();
  const { by, record } = await producer.owned(subscriptionId);
  const act = { subscriptionId, by, ...(reason === undefined ? {} : { note: reason }) };
  return record.status === 'Pending' && record.fulfilment
    ? rollBack(ports, { ...act, job: libraryJob(record, 'roll-back', record.id) })
    : revoke(ports, { ...act, job: libraryJob(record, 'revoke', record.id) });
}

/** Throws `ConflictError` (`DECIDED_IN_SLACK`): the ledger, which only the app writes, says when such an access ends. */
function refuseSlackEnd(record: Subscription): void {
  if (/^(slack|app):/.test(record.fulfilment?.decision?.by ?? '')) {
    throw new ConflictError('DECIDED_IN_SLACK', `${record.id} was decided in Slack`, {
      userMessage:
        'This access was approved in Slack, and its end is kept there. Use Approve extension under its card, or Change permissions… in /mesh modify, both in Slack.',
      details: { subscription: record },
    });
  }
}

/** See `DataMeshProducer.shareAgain`. */
export async function shareOwnedAgain(
  producer: ProducerAccount,
  subscriptionId: string,
): Promise<Subscription> {
  const { by, record } = await producer.owned(subscriptionId);
  const begun = `share-again#${record.id}#`;
  const { phase, job: last = '' } = record.fulfilment ?? {};
  const job = phase === 'Granting' && last.startsWith(begun) ? last : `${begun}${record.version ?? 0}`;
  return shareAgain(await producer.ports(), { subscriptionId, by, job });
}
