import { actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { permissionList, somePermissions, withDescribe } from '../input/permission-list.ts';
import type { Decision } from '../ports/decision.ts';
import type { Held } from '../ports/held.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import type { MeshPorts } from '../ports.ts';
import { findTables } from '../producer/resolve-tables.ts';
import type { Modification } from '../verbs/accesses.ts';
import { portsOf } from './by-tag.ts';
import { applyChange, changedState } from './change-grants.ts';
import { epoch } from './dates.ts';
import { withColumns } from './decided-columns.ts';
import { withRows } from './decided-rows.ts';
import { decisionAbout } from './decision-about.ts';
import { lastGrant } from './last-grant.ts';
import { isOwnWork, loadSubscription, requireShown } from './load-subscription.ts';
import { type OthersNeed, othersNeed } from './others-need.ts';
import { FILTER_NOT_READY } from './ready-filters.ts';
import { decided, decisionView, stamped } from './stamp.ts';
import type { Subscription, TableState } from './subscription.ts';
import { requireNotSuspended } from './suspension.ts';

export type ModifyPorts = Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'producer' | 'clock'>;

const TRIES = 6;
const ABANDONED = 15 * 60;

/** Brings an active subscription to exactly these permissions. See `Mesh.modify`. */
export async function modify(ports: ModifyPorts, request: Modification): Promise<Subscription> {
  const record = await loadSubscription(ports.store, request.subscriptionId);
  const isResumed = isOwnWork(record, request.job);
  if (isResumed && record.fulfilment?.phase !== 'Modifying') {
    return record;
  }
  if (!isResumed) {
    requireModifiable(record, ports.clock.now());
    requireShown(record, request.shown);
    refuseNarrowedScope(record, request);
    await requireNotSuspended(ports, record);
  }
  // A redelivered job carries the same request, so that deciding again decides the same.
  const decision =
    (await ports.ledger.decision(record.id, request.job)) ??
    (await withPresentScope(
      ports,
      record,
      request,
      decide(record, request, await endsOf(ports, record, request), ports.clock.now()),
    ));
  const claimed = isResumed
    ? record
    : await ports.store.replace(record, decided(record, decision, 'Modifying', ports.clock.now()), decision);
  const producer = portsOf(await ports.producer(record.owner, decision.database), decision);
  const needs = await othersNeed(ports.store, record);
  const { held, failures } = await applyChange(ports, producer, claimed, decision, needs);
  return finish(ports, claimed, decision, needs, held, failures);
}

function requireModifiable(record: Subscription, now: Date): void {
  const { id, status, fulfilment } = record;
  if (status !== 'Active') {
    throw new ConflictError('NOT_ACTIVE', `${id} is ${status}`, {
      userMessage: 'Only an active subscription can be changed. Look at it as it is now.',
      details: { subscription: record },
    });
  }
  if (fulfilment?.phase === 'Suspended') {
    throw new ConflictError('NOT_ACTIVE', `${id} is suspended`, {
      userMessage: 'This access is suspended. It can be changed once the mesh admins have resumed it.',
      details: { subscription: record },
    });
  }
  const busy =
    fulfilment && ['Modifying', 'Revoking', 'RevokeFailed', 'Importing'].includes(fulfilment.phase);
  if (busy && now.getTime() / 1000 - fulfilment.at < ABANDONED) {
    throw new ConflictError('IN_CHANGE', `${id} is ${fulfilment.phase}`, {
      userMessage: 'This subscription is being changed at this moment. Look again in a minute.',
      details: { subscription: record },
    });
  }
}

/** A grant by LF-tags is the same on every table. Throws `InvalidRequestError` (`LIVE_NOT_NARROWED`). */
function refuseNarrowedScope({ id, byTag }: Subscription, { columns, rows }: Modification): void {
  if (byTag && Object.keys({ ...columns, ...rows }).length > 0) {
    throw new InvalidRequestError('LIVE_NOT_NARROWED', `${id} follows ${byTag.kind} ${byTag.name}`, {
      userMessage:
        'This access is live: it covers whole tables, also those that come later, so columns and rows cannot be chosen. End it, and approve a request for the tables as they are.',
    });
  }
}

/** The end that was decided, not what the record says of it, unless this change sets another. Throws `InvalidRequestError` (`END_IN_PAST`). */
async function endsOf(
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
function decide(
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
async function withPresentScope(
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

function refusalOf(table: string, { code, reason }: GrantFailure): string {
  return code === FILTER_NOT_READY ? reason : `${table}: ${reason} (${code})`;
}

async function finish(
  { store, clock }: ModifyPorts,
  claimed: Subscription,
  decision: Decision,
  needs: OthersNeed,
  held: Held,
  failures: readonly GrantFailure[],
): Promise<Subscription> {
  const others = needs.get(decision.database)?.tables;
  const states = Object.fromEntries(
    decision.tables.map((name): [string, TableState] => {
      const state = changedState(name, decision, held, others);
      const failure = failures.find(({ table }) => table === name);
      return [
        name,
        failure && (state.cause || failure.code === FILTER_NOT_READY)
          ? {
              ...state,
              state: 'Failed',
              cause: { code: 'CHANGE_REFUSED', message: refusalOf(name, failure) },
            }
          : state,
      ];
    }),
  );
  const complete = Object.values(states).every(({ state }) => state === 'Granted');
  let current = claimed;
  for (let attempt = 1; ; attempt += 1) {
    const now = clock.now();
    const { expiresAt: _, ...rest } = current;
    const after: Subscription = {
      ...stamped(rest, decision.by, now),
      ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
      ...(complete ? { permitted: decision.permissions, grantable: decision.grantable } : {}),
      fulfilment: {
        phase: complete ? 'Granted' : 'ModifyFailed',
        job: decision.job,
        at: epoch(now),
        decision: decisionView(decision),
        tables: states,
      },
    };
    try {
      return await store.replace(current, after);
    } catch (error) {
      if (!(error instanceof ConflictError && error.code === 'RECORD_CHANGED') || attempt >= TRIES) {
        throw error;
      }
      current = await loadSubscription(store, claimed.id);
    }
  }
}
