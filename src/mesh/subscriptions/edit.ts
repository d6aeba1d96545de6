import { isDeepStrictEqual } from 'node:util';
import { actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { nameList } from '../input/names-list.ts';
import { somePermissions } from '../input/permission-list.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { MeshPorts } from '../ports.ts';
import { findTables, ownerOf } from '../producer/resolve-tables.ts';
import type { Edit } from '../verbs/requests.ts';
import { askedEnd } from './asked-end.ts';
import { decisionAbout } from './decision-about.ts';
import { afterLostRace } from './deny.ts';
import { databaseOf, loadSubscription, requireShown, requireUndecided } from './load-subscription.ts';
import { earlier } from './request-access.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** Changes what a waiting request asks for. See `Mesh.edit`. */
export async function edit(
  { store, ledger, catalog, clock }: Pick<MeshPorts, 'store' | 'ledger' | 'catalog' | 'clock'>,
  { subscriptionId, by, job, shown, ...wanted }: Edit,
): Promise<Subscription> {
  const record = await loadSubscription(store, subscriptionId);
  if (await ledger.decision(subscriptionId, job)) {
    return record; // this very job, delivered again
  }
  requireUndecided(record);
  requireShown(record, shown);
  const now = clock.now();
  const actor = actorText(by);
  // Approvals of earlier stages were given to what it was before.
  const { reason: _r, requestedSeconds: _s, expiresAt: _e, fields: _f, ...kept } = record;
  const { approvals: _a, stages: _v, mustReview: _m, ...rest } = kept;
  const { byTag, ...plain } = rest;
  const tables = await ownTables(catalog, record, wanted.tables);
  const edited: Subscription = {
    ...plain,
    // Whoever picks other tables asks for those alone.
    ...(byTag !== undefined && isDeepStrictEqual([...tables].sort(), [...record.tables].sort())
      ? { byTag }
      : {}),
    tables,
    requested: somePermissions(wanted.permissions),
    ...(wanted.reason === undefined ? {} : { reason: wanted.reason }),
    ...(wanted.fields === undefined || Object.keys(wanted.fields).length === 0
      ? {}
      : { fields: wanted.fields }),
    ...(wanted.stages === undefined ? {} : { stages: wanted.stages }),
    ...askedEnd(wanted, now),
    ...(wanted.mustReview ? { mustReview: true } : {}),
  };
  if (asked(edited) === asked(record)) {
    throw new InvalidRequestError('NOTHING_CHANGED', `the edit of ${record.id} changes nothing`, {
      userMessage: 'Nothing was different, so the request stays as it was.',
    });
  }
  await refuseDouble(store, edited);
  try {
    return await store.replace(
      record,
      stamped(edited, actor, now),
      decisionAbout(edited, { kind: 'edit', by: actor, job, now, shown }),
    );
  } catch (error) {
    return afterLostRace(store, error, record.id, job);
  }
}

function asked({ tables, requested, reason, requestedSeconds, expiresAt, fields }: Subscription): string {
  return JSON.stringify([
    [...tables].sort(),
    [...requested].sort(),
    reason ?? null,
    requestedSeconds ?? null,
    expiresAt ?? null,
    Object.entries(fields ?? {}).sort(),
  ]);
}

/** Tables of the request's own owner. Throws `NotFoundError` (`TABLE_NOT_FOUND`), `InvalidRequestError` (`OTHER_OWNER`, `MIXED_OWNERS`). */
async function ownTables(
  catalog: MeshPorts['catalog'],
  record: Subscription,
  names: readonly string[],
): Promise<readonly string[]> {
  const database = databaseOf(record);
  const tables = [...nameList(names, 'tables')].sort();
  if (isDeepStrictEqual(tables, [...record.tables].sort())) {
    return record.tables; // a table that is gone meanwhile does not keep the reason from being changed
  }
  const owner = ownerOf(database, await findTables(catalog, database, tables));
  if (owner !== record.owner) {
    throw new InvalidRequestError('OTHER_OWNER', `${database} belongs to ${owner}, not to ${record.owner}`, {
      userMessage: 'These tables belong to another owner. Ask for them in a request of their own.',
    });
  }
  return tables;
}

/** Two live requests for exactly the same would be decided twice. Throws `ConflictError` (`ALREADY_ASKED`). */
async function refuseDouble(
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  edited: Subscription,
): Promise<void> {
  const { live } = await earlier(store, edited, edited.id);
  if (live) {
    throw new ConflictError('ALREADY_ASKED', `${live.id} asks for the same as ${edited.id} would`, {
      userMessage: `Your team already has a request or an access for exactly this: \`/mesh status ${live.id}\`. Nothing was changed.`,
    });
  }
}
