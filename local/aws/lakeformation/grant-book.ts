import type { Call } from '../call.ts';
import type { Bucket, State } from '../state/state.ts';
import { GRANTS, type Grant, IAM_ALLOWED } from './entities.ts';
import { expandAll } from './legal-permissions.ts';
import type { NamedResource } from './resource.ts';

export interface Entry {
  readonly principal: string;
  readonly target: NamedResource;
  readonly permissions: readonly string[];
  readonly grantable: readonly string[];
}

/** What one principal holds in a catalog: a sheet of grants per resource. */
export function sheetsOf(state: State, catalog: string, principal: string): Bucket<readonly Grant[]> {
  return state.in(GRANTS, `${catalog}|${principal}`);
}

/** The key of the sheet of a grant: that of the table for a grant on columns. */
export function sheetKey(key: string): string {
  return key.split('#')[0] ?? '';
}

/** One grant, or `undefined`. */
export function findGrant(state: State, catalog: string, principal: string, key: string): Grant | undefined {
  return sheetsOf(state, catalog, principal)
    .get(sheetKey(key))
    ?.find((grant) => grant.key === key);
}

function saveGrant(state: State, catalog: string, principal: string, key: string, grant?: Grant): void {
  const sheets = sheetsOf(state, catalog, principal);
  const sheet = sheets.get(sheetKey(key)) ?? [];
  const at = sheet.findIndex((other) => other.key === key);
  const next =
    at < 0 ? [...sheet, ...(grant ? [grant] : [])] : sheet.toSpliced(at, 1, ...(grant ? [grant] : []));
  if (next.length > 0) {
    sheets.put(sheetKey(key), next);
  } else {
    sheets.delete(sheetKey(key));
  }
}

/** Every grant that a catalog lists, principal by principal. */
export function allGrants(state: State, catalog: string): readonly Grant[] {
  const scopes = state.scopes(GRANTS).filter((scope) => scope.startsWith(`${catalog}|`));
  return scopes.flatMap((scope) => state.in(GRANTS, scope).values().flat());
}

/**
 * Splits an entry into what Lake Formation stores: SELECT on a table becomes SELECT on all of its columns, in an entry of its own.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/granting-table-permissions.html
 */
export function splitEntry(entry: Entry): readonly Entry[] {
  const { target, permissions, grantable, principal } = entry;
  if (target.kind !== 'table') {
    return [
      { ...entry, permissions: expandAll(target, permissions), grantable: expandAll(target, grantable) },
    ];
  }
  // ASSUMPTION lakeformation-iam-allowed-entry: the open group is listed with ALL and nothing else.
  if (principal === IAM_ALLOWED) {
    return [entry];
  }
  const selects = (list: readonly string[]) =>
    list.includes('SELECT') || list.includes('ALL') ? ['SELECT'] : [];
  const others = (list: readonly string[]) =>
    expandAll(target, list).filter((permission) => permission !== 'SELECT');
  const parts: Entry[] = [];
  if (others(permissions).length > 0) {
    parts.push({ ...entry, permissions: others(permissions), grantable: others(grantable) });
  }
  if (selects(permissions).length > 0) {
    parts.push({
      ...entry,
      target: everyColumn(target),
      permissions: ['SELECT'],
      grantable: selects(grantable),
    });
  }
  return parts;
}

function everyColumn(target: NamedResource): NamedResource {
  const { CatalogId, DatabaseName, Name } = target.resource.Table ?? { DatabaseName: '' };
  const resource = { TableWithColumns: { CatalogId, DatabaseName, Name: Name ?? '', ColumnWildcard: {} } };
  return { ...target, kind: 'columns', key: `${target.key}#not=`, resource };
}

/** Adds to what the principal holds in the catalog's list. */
export function addGrant(call: Call, catalog: string, entry: Entry, share?: string): void {
  const { key, kind, resource } = entry.target;
  const held = findGrant(call.state, catalog, entry.principal, key);
  const carrier = share ?? held?.share;
  saveGrant(call.state, catalog, entry.principal, key, {
    principal: entry.principal,
    resource,
    kind,
    key,
    permissions: [...new Set([...(held?.permissions ?? []), ...entry.permissions])],
    grantable: [...new Set([...(held?.grantable ?? []), ...entry.grantable])],
    updatedAt: call.now,
    updatedBy: call.principal.arn,
    ...(carrier === undefined ? {} : { share: carrier }),
  });
}

/** Takes away what the entry names. A grant that has lost one part is no longer ALL. */
export function removeGrant(call: Call, catalog: string, entry: Entry): void {
  const { key } = entry.target;
  const held = findGrant(call.state, catalog, entry.principal, key);
  if (!held) {
    return;
  }
  const gone = new Set([...entry.permissions, 'ALL']);
  const left = entry.permissions.includes('ALL')
    ? []
    : held.permissions.filter((permission) => !gone.has(permission));
  const grantable = held.grantable.filter((permission) => left.includes(permission));
  const changed = {
    ...held,
    permissions: left,
    grantable,
    updatedAt: call.now,
    updatedBy: call.principal.arn,
  };
  saveGrant(call.state, catalog, entry.principal, key, left.length > 0 ? changed : undefined);
}

/** Removes every grant on a data cells filter that is no more; the shares that carried them go on carrying its table. */
export function forgetFilter(call: Call, catalog: string, key: string): void {
  for (const { principal, key: granted } of allGrants(call.state, catalog)) {
    if (granted === key) {
      saveGrant(call.state, catalog, principal, key);
    }
  }
}

/** Removes every grant on a resource that is no more, in the catalog that owns it. */
export function forgetResource(call: Call, catalog: string, isGone: (key: string) => boolean): void {
  for (const scope of call.state.scopes(GRANTS).filter((name) => name.startsWith(`${catalog}|`))) {
    const sheets = call.state.in(GRANTS, scope);
    for (const key of sheets.keys().filter(isGone)) {
      sheets.delete(key);
    }
  }
}
