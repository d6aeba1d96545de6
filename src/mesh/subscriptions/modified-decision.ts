import { actorText } from '../actor.ts';
import { InvalidRequestError } from '../errors.ts';
import { permissionList, somePermissions, withDescribe } from '../input/permission-list.ts';
import type { Decision } from '../ports/decision.ts';
import { findTables } from '../producer/resolve-tables.ts';
import type { Modification } from '../verbs/accesses.ts';
import { epoch } from './dates.ts';
import { withColumns } from './decided-columns.ts';
import { withRows } from './decided-rows.ts';
import { decisionAbout } from './decision-about.ts';
import { lastGrant } from './last-grant.ts';
import type { ModifyPorts } from './modify.ts';
import type { Subscription } from './subscription.ts';

/** The end that was decided, not what the record says of it, unless this change sets another. Throws `InvalidRequestError` (`END_IN_PAST`). */
export async function endsOf(
  ports: Pick<ModifyPorts, 'ledger' | 'clock'>,
  record: Subscription,
  { expiresAt }: Modification,
): Promise<Pick<Decision, 'expiresAt' | 'movedFrom'>> {
  if (typeof expiresAt === 'number' && expiresAt <= epoch(ports.clock.now())) {
    throw new InvalidRequestError('END_IN_PAST', `${record.id} would end in the past`, {
      userMessage: 'The end lies in the past. Choose a later one, or end the access now.',
    });
  }
  const granted = await lastGrant(ports, record.id);
  const decided = granted ? granted.expiresAt : record.expiresAt;
  if (expiresAt === undefined || expiresAt === decided) {
    return decided === undefined ? {} : { expiresAt: decided };
  }
  return {
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(decided === undefined ? {} : { movedFrom: decided }),
  };
}

/** Absent grant options stay; none of them goes beyond the permissions. */
export function decide(
  record: Subscription,
  { permissions, grantable, note, shown, by, onBehalf, job }: Modification,
  ends: Pick<Decision, 'expiresAt' | 'movedFrom'>,
  now: Date,
): Decision {
  const target = withDescribe(somePermissions(permissions));
  const options =
    grantable === undefined
      ? record.grantable.filter((name) => target.includes(name))
      : permissionList(grantable);
  const beyond = options.filter((name) => !target.includes(name));
  if (beyond.length > 0) {
    throw new InvalidRequestError(
      'OPTION_WITHOUT_PERMISSION',
      `grant options ${beyond.join(', ')} without the permission`,
      {
        userMessage: `${beyond.join(', ')} can only be handed on by somebody who has it. Add it to the permissions first.`,
      },
    );
  }
  const { expiresAt: _, ...about } = decisionAbout(record, {
    kind: 'modify',
    by: actorText(by),
    onBehalf,
    job,
    now,
    note,
    shown,
  });
  return {
    ...about,
    permissions: target,
    grantable: options,
    ...ends,
  };
}

/** Columns and rows that are given anew are checked against what there is; those that stay are the ledger's, and go with SELECT. */
export async function withPresentScope(
  ports: ModifyPorts,
  record: Subscription,
  { columns: newColumns, rows: newRows }: Modification,
  decision: Decision,
): Promise<Decision> {
  const { columns: _c, rows: _r, ...plain } = decision;
  const kept = ports.ledger.isKept ? await lastGrant(ports, record.id) : decision;
  const staying = decision.permissions.includes('SELECT') ? kept : undefined;
  const [columns, rows] = [newColumns ?? staying?.columns, newRows ?? staying?.rows];
  if (columns === undefined && rows === undefined) {
    return plain;
  }
  if (plain.byTag !== undefined && Object.keys({ ...columns, ...rows }).length > 0) {
    throw new InvalidRequestError('NARROWED_FOLLOWING', `${record.id} follows ${plain.byTag.name}`, {
      userMessage:
        'This access follows a product or domain with all that is added to it, so columns and rows cannot be chosen. End it, and approve a request for the tables as they are.',
    });
  }
  const producer = await ports.producer(record.owner, decision.database);
  const { found } = await findTables(producer.catalog, decision.database, decision.tables);
  return withRows(ports, producer, withColumns(plain, columns, found), rows);
}
