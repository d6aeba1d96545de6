import type { Resource } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { isSharedWith } from '../ram/visibility.ts';
import type { State } from '../state/state.ts';
import { type Grant, IAM_ALLOWED } from './entities.ts';
import { sheetKey, sheetsOf } from './grant-book.ts';
import { isLakeAdmin } from './settings.ts';
import { effectiveTags, tagsMatch } from './tags-of.ts';

/** The names under which Lake Formation knows the caller. */
export function lakeNames(call: Pick<Call, 'principal'>): readonly string[] {
  const { principal } = call;
  return [principal.identityArn, principal.arn, `${principal.account}:IAMPrincipals`];
}

/** What counts for the caller in an account's catalog, by resource. */
export interface Received {
  /** Grants on a resource, those on the columns of a table among them. */
  on(key: string): readonly Grant[];
  keys(): readonly string[];
}

export function receivedGrants(call: Call, owner: string): Received {
  if (owner !== call.account) {
    return fromList(sharedGrants(call, owner));
  }
  const sheets = [...lakeNames(call), IAM_ALLOWED].map((name) => sheetsOf(call.state, owner, name));
  return {
    on: (key) => sheets.flatMap((sheet) => sheet.get(key) ?? []),
    keys: () => sheets.flatMap((sheet) => sheet.keys()),
  };
}

function fromList(grants: readonly Grant[]): Received {
  const byKey = new Map<string, Grant[]>();
  for (const grant of grants) {
    const there = byKey.get(sheetKey(grant.key));
    if (there) {
      there.push(grant);
    } else {
      byKey.set(sheetKey(grant.key), [grant]);
    }
  }
  return { on: (key) => byKey.get(key) ?? [], keys: () => [...byKey.keys()] };
}

/**
 * What reaches the caller from another account: grants to the person, or grants to the account that its administrator sees and hands on.
 * All of it only through a RAM share that the account has accepted.
 */
function sharedGrants(call: Call, owner: string): Grant[] {
  const accepted = new Map<string | undefined, boolean>();
  const isAccepted = ({ share }: Grant): boolean => {
    const known = accepted.get(share) ?? isSharedWith(call.state, owner, call.account, share);
    accepted.set(share, known);
    return known;
  };
  const given = (name: string) => sheetsOf(call.state, owner, name).values().flat().filter(isAccepted);
  const toAccount = given(call.account);
  const asAdmin = isLakeAdmin(call, call.account)
    ? toAccount.map((grant) => ({ ...grant, permissions: ['DESCRIBE'] }))
    : [];
  const received = byTable(toAccount);
  const policies = toAccount.filter(({ kind }) => kind === 'tagPolicy');
  const byTag = ({ resource }: Grant) => permissionsByTag(call.state, owner, policies, resource);
  const handedOn = lakeNames(call)
    .flatMap((name) => sheetsOf(call.state, call.account, name).values().flat())
    .flatMap((grant) => limitTo(grant, received, byTag));
  return [...lakeNames(call).flatMap(given), ...asAdmin, ...handedOn];
}

/** Resource key without columns → permissions that the account received. */
function byTable(grants: readonly Grant[]): ReadonlyMap<string, ReadonlySet<string>> {
  const received = new Map<string, Set<string>>();
  for (const { key, permissions } of grants) {
    const table = sheetKey(key);
    received.set(table, new Set([...(received.get(table) ?? []), ...permissions]));
  }
  return received;
}

/** What policies on tags give on the database or table that a grant names, by the tags that it carries now. */
function permissionsByTag(
  state: State,
  owner: string,
  policies: readonly Grant[],
  { Database, Table, TableWithColumns }: Resource,
): readonly string[] {
  const table = Table ?? TableWithColumns;
  const database = table?.DatabaseName ?? Database?.Name;
  if (database === undefined || policies.length === 0) {
    return [];
  }
  const tags = effectiveTags(state, owner, database, table?.Name);
  const type = table ? 'TABLE' : 'DATABASE';
  return policies
    .filter(
      ({ resource: { LFTagPolicy } }) =>
        LFTagPolicy?.ResourceType === type && tagsMatch(tags, LFTagPolicy.Expression ?? []),
    )
    .flatMap(({ permissions }) => permissions);
}

/** A grant that was handed on lasts no longer and reaches no further than what the account itself was given. */
function limitTo(
  grant: Grant,
  received: ReadonlyMap<string, ReadonlySet<string>>,
  byTag: (grant: Grant) => readonly string[],
): Grant[] {
  const table = sheetKey(grant.key);
  const everyTable = table.replace(/^(table:[^:]*:[^:]*):.*$/, '$1:*');
  const allowed = new Set([
    ...(received.get(table) ?? []),
    ...(received.get(everyTable) ?? []),
    ...byTag(grant),
  ]);
  const permissions = grant.permissions.filter(
    (permission) =>
      allowed.has(permission) || allowed.has('ALL') || (permission === 'DESCRIBE' && allowed.size > 0),
  );
  return permissions.length > 0 ? [{ ...grant, permissions }] : [];
}
