import { actorText } from '../actor.ts';
import { InvalidRequestError } from '../errors.ts';
import { nameList } from '../input/names-list.ts';
import { permissionList, withDescribe } from '../input/permission-list.ts';
import type { TablePermission } from '../permissions.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { Approval } from '../verbs/decisions.ts';
import { epoch } from './dates.ts';
import { databaseOf } from './load-subscription.ts';
import { followedScope } from './recorded-scope.ts';
import { scopeToFollow } from './request-access.ts';
import type { Subscription } from './subscription.ts';

/** What is granted, at most what was asked for. Throws `InvalidRequestError` (`NO_TABLES`, `END_IN_PAST`, `ASKED_END_PAST`, `BEYOND_REQUEST`). */
export function approvalDecision(
  record: Subscription,
  approval: Approval,
  kind: Extract<Decision['kind'], 'approve' | 'approve-stage'>,
  now: Date,
): Decision {
  const tables = approval.tables ? nameList(approval.tables, 'tables') : record.tables;
  const asked = permissionList(approval.permissions);
  const permissions = withDescribe(asked.length > 0 ? asked : record.requested);
  const grantable = permissionList(approval.grantable);
  refuseBeyond(record, tables, permissions, grantable);
  if (tables.length === 0) {
    throw new InvalidRequestError('NO_TABLES', `${record.id} asks for the whole database`, {
      userMessage: 'This asks for a whole database. Choose the tables that are meant when you approve it.',
    });
  }
  const latest = record.requestedSeconds ? epoch(now) + record.requestedSeconds : record.expiresAt;
  if (latest !== undefined && latest <= epoch(now)) {
    throw new InvalidRequestError('ASKED_END_PAST', `${record.id} was asked for until ${latest}`, {
      userMessage: `The day until which this was asked for is over. Whoever asked can change it with \`/mesh edit ${record.id}\`; or deny it.`,
    });
  }
  const expiresAt = approval.expiresAt ?? latest;
  if (expiresAt !== undefined && expiresAt <= epoch(now)) {
    throw new InvalidRequestError('END_IN_PAST', `the access of ${record.id} would end before it begins`, {
      userMessage: 'The end of this access lies in the past. Choose a later one.',
    });
  }
  if (expiresAt !== undefined && latest !== undefined && expiresAt > latest) {
    throw new InvalidRequestError('BEYOND_REQUEST', `${record.id} does not ask for access that long`, {
      userMessage:
        'The request does not ask for access that long. Approve at most the length that was asked for.',
    });
  }
  return {
    subscriptionId: record.id,
    job: approval.job,
    kind,
    by: actorText(approval.by),
    ...(approval.onBehalf === undefined ? {} : { onBehalf: actorText(approval.onBehalf) }),
    at: epoch(now),
    owner: record.owner,
    subscriber: record.subscriber,
    database: databaseOf(record),
    tables,
    permissions,
    grantable,
    ...followed(record, approval, tables),
    ...(approval.shown === undefined ? {} : { shown: approval.shown }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(approval.note === undefined ? {} : { note: approval.note }),
  };
}

/** Whoever picks tables, columns or rows decides on those alone: what comes later is not covered then. */
function followed(
  { byTag, tables: asked }: Subscription,
  { columns, rows, asSnapshot = false }: Approval,
  tables: readonly string[],
): Pick<Decision, 'byTag'> {
  const isNarrowed =
    Object.keys({ ...columns, ...rows }).length > 0 || asked.some((name) => !tables.includes(name));
  if (byTag === undefined || asSnapshot || isNarrowed) {
    return {};
  }
  return followedScope({ byTag });
}

/**
 * The sensitivities that are covered are those of the tables that were shown, whatever the record says: it may be written by others. Throws as
 * {@link scopeToFollow}.
 */
export function withShownScope(decision: Decision, tables: readonly MeshTable[]): Decision {
  const { byTag, owner, database } = decision;
  return byTag ? { ...decision, byTag: scopeToFollow(owner, database, byTag, tables) } : decision;
}

function refuseBeyond(
  record: Subscription,
  tables: readonly string[],
  permissions: readonly TablePermission[],
  grantable: readonly TablePermission[],
): void {
  // A request for a whole database names no tables: every table of the database is within it.
  const moreTables = record.tables.length > 0 ? tables.filter((name) => !record.tables.includes(name)) : [];
  const allowed = withDescribe(record.requested);
  const morePermissions = permissions.filter((name) => !allowed.includes(name));
  const moreOptions = grantable.filter((name) => !permissions.includes(name));
  const beyond = [...moreTables, ...morePermissions, ...moreOptions];
  if (beyond.length > 0) {
    throw new InvalidRequestError('BEYOND_REQUEST', `${record.id} does not ask for ${beyond.join(', ')}`, {
      userMessage: `The request does not ask for ${beyond.join(', ')}. Approve at most what was asked for; more needs a request of its own.`,
    });
  }
}
