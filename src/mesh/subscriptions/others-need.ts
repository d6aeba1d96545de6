import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import type { Held } from '../ports/held.ts';
import type { GrantEntry } from '../ports/permissions.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { sameScope } from '../tag-scope.ts';
import { scopeOfState } from './recorded-scope.ts';
import {
  decidedRows,
  excessRows,
  heldRows,
  type SelectRow,
  type SelectScope,
  selectEntry,
} from './select-rows.ts';
import type { Subscription } from './subscription.ts';

export interface Need {
  readonly permissions: readonly TablePermission[];
  readonly grantable: readonly TablePermission[];
  /** `SELECT` once more, each with its columns or filter. */
  readonly selects: readonly SelectRow[];
  /** What the records say of it that have it by now, one for each subscription: who gets back what goes with a grant of somebody else. */
  readonly holders: readonly SelectScope[];
}

/** Of a table that is read by another grant: its policies stay. */
export const NO_GRANT: Need = { permissions: [], grantable: [], selects: [], holders: [] };

/** What the consumer's other live subscriptions still rest on: by database, and there by table. */
export type OthersNeed = ReadonlyMap<
  string,
  { readonly owner: string; readonly tables: ReadonlyMap<string, Need> }
>;

/**
 * What goes by the per-table truth where there is one, and by `PermittedGrants` for records of the library. A grant on a table by name and one by
 * LF-tags are held side by side: of what one rests on, the other takes nothing away, so that only those by the same means need permissions here.
 */
export async function othersNeed(
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  { id, subscriber, byTag }: Pick<Subscription, 'id' | 'subscriber' | 'byTag'>,
): Promise<OthersNeed> {
  const needs = new Map<string, { readonly owner: string; readonly tables: Map<string, Need> }>();
  for await (const record of store.bySubscriber(subscriber)) {
    if (record.id === id || record.database === undefined || !isLive(record) || isEnding(record)) {
      continue;
    }
    const known = needs.get(record.database) ?? { owner: record.owner, tables: new Map<string, Need>() };
    needs.set(record.database, known);
    const isSame = sameScope(record.byTag, byTag);
    for (const table of record.tables) {
      const need = isSame ? needOf(record, table) : NO_GRANT;
      known.tables.set(table, united(known.tables.get(table), need));
    }
  }
  return needs;
}

/** Whether grants may rest on this record, now or as soon as its job goes on. */
export function isLive({ status, fulfilment }: Subscription): boolean {
  return (
    (status === 'Active' && fulfilment?.phase !== 'Suspended') ||
    (status === 'Pending' && fulfilment !== undefined)
  );
}

/**
 * Whether all of it is being taken away: what it has is needed no more. Were it counted, two accesses that end at the same time would each leave
 * to the other what both had, and nobody would take it.
 */
function isEnding({ fulfilment }: Subscription): boolean {
  return fulfilment?.phase === 'Revoking' || fulfilment?.phase === 'RevokeFailed';
}

/** Whether the access is taken away for a while: nothing rests on it now, and it can be given back. */
export function isSuspended({ status, fulfilment }: Subscription): boolean {
  return status === 'Active' && fulfilment?.phase === 'Suspended';
}

/** Whether somebody has this access, now or once it is given back: what it rests on must stay. */
export function isInUse(record: Subscription): boolean {
  return isLive(record) || isSuspended(record);
}

function needOf(record: Subscription, table: string): Need {
  const state = record.fulfilment?.tables[table];
  const permissions = state && state.state !== 'Revoked' ? state.permissions : record.permitted;
  const grantable = state?.grantable ?? record.grantable;
  const scope = { subscriptionId: record.id, permissions, grantable, ...scopeOfState(table, state) };
  // What its own job is still at, or what was refused, is nobody else's to grant.
  const isHeld = record.status === 'Active' || state?.state === 'Granted';
  return {
    permissions: [...permissions, 'DESCRIBE'],
    grantable,
    selects: decidedRows(scope, table),
    holders: isHeld ? [scope] : [],
  };
}

function united(left: Need | undefined, right: Need): Need {
  const both = (one: readonly TablePermission[] | undefined, other: readonly TablePermission[]) =>
    TABLE_PERMISSIONS.filter((name) => one?.includes(name) || other.includes(name));
  return {
    permissions: both(left?.permissions, right.permissions),
    grantable: both(left?.grantable, right.grantable),
    selects: [...(left?.selects ?? []), ...right.selects],
    holders: [...(left?.holders ?? []), ...right.holders],
  };
}

/** The entries that take away what is held on a table and needed by nobody else: `SELECT` grant by grant, as each is held. */
export function excessEntries(
  held: Held,
  table: string,
  others: ReadonlyMap<string, Need> | undefined,
): readonly GrantEntry[] {
  const grant = held.tables.get(table);
  const permissions = excessOf(held, table, others).filter((name) => name !== 'SELECT');
  const grantable = permissions.filter((name) => grant?.grantable.includes(name));
  return [
    ...(permissions.length > 0 ? [{ table, permissions, grantable }] : []),
    ...excessRows(heldRows(grant), others?.get(table)?.selects ?? []).map((row) => selectEntry(table, row)),
  ];
}

/** What is held on a table and needed by nobody else, be it the permission or only its grant option. */
export function excessOf(
  held: Held,
  table: string,
  others: ReadonlyMap<string, Need> | undefined,
): readonly TablePermission[] {
  const need = others?.get(table) ?? NO_GRANT;
  const grant = held.tables.get(table);
  const select = excessRows(heldRows(grant), need.selects).length > 0 ? (['SELECT'] as const) : [];
  const rest = grant ? beyondNeed(grant, need).filter((name) => name !== 'SELECT') : [];
  return [...select, ...rest];
}

/** The permissions that are held and not needed, or held with a grant option that is not. */
export function beyondNeed(
  { permissions, grantable }: Pick<Need, 'permissions' | 'grantable'>,
  need: Pick<Need, 'permissions' | 'grantable'>,
): readonly TablePermission[] {
  return permissions.filter(
    (name) =>
      !need.permissions.includes(name) || (grantable.includes(name) && !need.grantable.includes(name)),
  );
}

/** What others of the consumer hold by the very same grant on LF-tags. */
export async function othersByTag(
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  {
    id,
    subscriber,
    owner,
    database,
    byTag,
  }: Pick<Subscription, 'id' | 'subscriber' | 'owner' | 'database' | 'byTag'>,
): Promise<Pick<Need, 'permissions' | 'grantable'>> {
  let needed = NO_GRANT;
  for await (const record of byTag ? store.bySubscriber(subscriber) : []) {
    const isOther = record.id !== id && record.owner === owner && record.database === database;
    if (isOther && isLive(record) && !isEnding(record) && sameScope(record.byTag, byTag)) {
      const { permitted, grantable } = record;
      needed = united(needed, { ...NO_GRANT, permissions: [...permitted, 'DESCRIBE'], grantable });
    }
  }
  return needed;
}
