import type { Call } from '../call.ts';
import { GRANTS, type Grant, IAM_ALLOWED } from './entities.ts';
import { expandAll } from './legal-permissions.ts';
import type { NamedResource } from './resource.ts';

export interface Entry {
  readonly principal: string;
  readonly target: NamedResource;
  readonly permissions: readonly string[];
  readonly grantable: readonly string[];
}

export const grantKey = (principal: string, key: string) => `${principal}|${key}`;

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
  const grants = call.state.in(GRANTS, catalog);
  const key = grantKey(entry.principal, entry.target.key);
  const held = grants.get(key);
  const grant: Grant = {
    principal: entry.principal,
    resource: entry.target.resource,
    kind: entry.target.kind,
    key: entry.target.key,
    permissions: [...new Set([...(held?.permissions ?? []), ...entry.permissions])],
    grantable: [...new Set([...(held?.grantable ?? []), ...entry.grantable])],
    updatedAt: call.now,
    updatedBy: call.principal.arn,
    ...((share ?? held?.share) === undefined ? {} : { share: share ?? held?.share ?? '' }),
  };
  grants.put(key, grant);
}

/** Takes away what the entry names. A grant that has lost one part is no longer ALL. */
export function removeGrant(call: Call, catalog: string, entry: Entry): void {
  const grants = call.state.in(GRANTS, catalog);
  const key = grantKey(entry.principal, entry.target.key);
  const held = grants.get(key);
  if (!held) {
    return;
  }
  const gone = new Set([...entry.permissions, 'ALL']);
  const permissions = entry.permissions.includes('ALL')
    ? []
    : held.permissions.filter((permission) => !gone.has(permission));
  if (permissions.length === 0) {
    grants.delete(key);
  } else {
    const grantable = held.grantable.filter((permission) => permissions.includes(permission));
    grants.put(key, { ...held, permissions, grantable, updatedAt: call.now, updatedBy: call.principal.arn });
  }
}

/** Removes every grant on a resource that is no more, in the catalog that owns it. */
export function forgetResource(call: Call, catalog: string, keys: (key: string) => boolean): void {
  const grants = call.state.in(GRANTS, catalog);
  for (const grant of grants.values()) {
    if (keys(grant.key)) {
      grants.delete(grantKey(grant.principal, grant.key));
    }
  }
}
