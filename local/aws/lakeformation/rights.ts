import type { Call } from '../call.ts';
import { TABLES } from '../glue/entities.ts';
import { isSharedWith } from '../ram/visibility.ts';
import { GRANTS, type Grant, IAM_ALLOWED } from './entities.ts';
import { catalogKey, databaseKey, locationKey, tableKey } from './resource.ts';
import { isLakeAdmin } from './settings.ts';
import { effectiveTags, tagsMatch } from './tags-of.ts';

/** What a caller holds on one resource. */
export interface Held {
  readonly permissions: ReadonlySet<string>;
  readonly grantable: ReadonlySet<string>;
  /** Columns that SELECT covers; `undefined` for all. Only meaningful where SELECT is all that is held. */
  readonly columns?: (name: string) => boolean;
}

/** The Lake Formation permissions of the caller in one account's catalog, read once per call. */
export class LakeRights {
  readonly isAdmin: boolean;
  readonly #call: Call;
  readonly #owner: string;
  readonly #byKey = new Map<string, Grant[]>();
  readonly #policies: Grant[] = [];

  constructor(call: Call, owner: string) {
    this.#call = call;
    this.#owner = owner;
    this.isAdmin = isLakeAdmin(call, owner);
    for (const grant of owner === call.account ? ownGrants(call, owner) : sharedGrants(call, owner)) {
      if (grant.kind === 'tagPolicy') {
        this.#policies.push(grant);
        continue;
      }
      const key = grant.kind === 'columns' ? (grant.key.split('#')[0] ?? '') : grant.key;
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), grant]);
    }
  }

  catalog(): Held {
    return held(this.#byKey.get(catalogKey(this.#owner)) ?? []);
  }

  database(name: string): Held {
    const tags = this.#policies.length > 0 ? effectiveTags(this.#call.state, this.#owner, name) : {};
    const byTag = this.#policies.filter((grant) => policyFits(grant, 'DATABASE', tags));
    return held([...(this.#byKey.get(databaseKey(this.#owner, name)) ?? []), ...byTag]);
  }

  table(database: string, name: string): Held {
    const tags =
      this.#policies.length > 0 ? effectiveTags(this.#call.state, this.#owner, database, name) : {};
    return held([
      ...(this.#byKey.get(tableKey(this.#owner, database, name)) ?? []),
      ...(this.#byKey.get(tableKey(this.#owner, database, '*')) ?? []),
      ...this.#policies.filter((grant) => policyFits(grant, 'TABLE', tags)),
    ]);
  }

  /** A grant on a location covers what lies below it. */
  location(arn: string): Held {
    const found: Grant[] = [];
    for (const [key, grants] of this.#byKey) {
      if (key.startsWith('location:') && `${locationKey(arn)}/`.startsWith(`${key}/`)) {
        found.push(...grants);
      }
    }
    return held(found);
  }

  tag(key: string): Held {
    const prefix = `tag:${this.#owner}:${key}:`;
    return held(
      [...this.#byKey].filter(([other]) => other.startsWith(prefix)).flatMap(([, grants]) => grants),
    );
  }

  /** A database can be seen by whoever holds anything on it or on one of its tables. */
  seesDatabase(name: string): boolean {
    if (this.isAdmin || this.database(name).permissions.size > 0) {
      return true;
    }
    const prefix = tableKey(this.#owner, name, '');
    return (
      [...this.#byKey.keys()].some((key) => key.startsWith(prefix)) ||
      this.#policies.some((grant) => policySeesDatabase(grant, this.#call, this.#owner, name))
    );
  }

  seesTable(database: string, name: string): boolean {
    return this.isAdmin || this.table(database, name).permissions.size > 0;
  }
}

/** Whether a permission is held, by itself or as part of ALL. */
export function holds(rights: Held, permission: string): boolean {
  return rights.permissions.has(permission) || rights.permissions.has('ALL');
}

/** Whether a permission may be handed on. */
export function mayGrant(rights: Held, permission: string): boolean {
  return rights.grantable.has(permission) || rights.grantable.has('ALL');
}

/** The names under which Lake Formation knows the caller. */
export function lakeNames(call: Pick<Call, 'principal'>): readonly string[] {
  const { principal } = call;
  return [principal.identityArn, principal.arn, `${principal.account}:IAMPrincipals`];
}

function ownGrants(call: Call, owner: string): Grant[] {
  const names = new Set([...lakeNames(call), IAM_ALLOWED]);
  return call.state
    .in(GRANTS, owner)
    .values()
    .filter(({ principal }) => names.has(principal));
}

/**
 * What reaches the caller from another account: grants to the person, or grants to the account that its administrator sees and hands on.
 * All of it only through a RAM share that the account has accepted.
 */
function sharedGrants(call: Call, owner: string): Grant[] {
  const names = new Set(lakeNames(call));
  const shared = call.state
    .in(GRANTS, owner)
    .values()
    .filter(
      (grant) =>
        (grant.principal === call.account || names.has(grant.principal)) &&
        isSharedWith(call.state, owner, call.account, grant.share),
    );
  const direct = shared.filter(({ principal }) => principal !== call.account);
  const toAccount = shared.filter(({ principal }) => principal === call.account);
  const asAdmin = isLakeAdmin(call, call.account)
    ? toAccount.map((grant) => ({ ...grant, permissions: ['DESCRIBE'], grantable: grant.grantable }))
    : [];
  const handedOn = call.state
    .in(GRANTS, call.account)
    .values()
    .filter((grant) => names.has(grant.principal))
    .flatMap((grant) => limitTo(grant, toAccount));
  return [...direct, ...asAdmin, ...handedOn];
}

/** A grant that was handed on lasts no longer and reaches no further than what the account itself was given. */
function limitTo(grant: Grant, received: readonly Grant[]): Grant[] {
  const base = received.filter(
    ({ key }) => key.split('#')[0] === grant.key.split('#')[0] || isWildcardOf(key, grant.key),
  );
  const allowed = new Set(base.flatMap(({ permissions }) => permissions));
  const permissions = grant.permissions.filter(
    (permission) =>
      allowed.has(permission) || allowed.has('ALL') || (permission === 'DESCRIBE' && allowed.size > 0),
  );
  return permissions.length > 0 ? [{ ...grant, permissions }] : [];
}

function isWildcardOf(wildcard: string, key: string): boolean {
  const [kind, owner, database, table] = (wildcard.split('#')[0] ?? '').split(':');
  return kind === 'table' && table === '*' && key.startsWith(`table:${owner}:${database}:`);
}

function policyFits(
  grant: Grant,
  type: 'DATABASE' | 'TABLE',
  tags: Readonly<Record<string, string>>,
): boolean {
  const policy = grant.resource.LFTagPolicy;
  return policy?.ResourceType === type && tagsMatch(tags, policy.Expression ?? []);
}

/** A policy on tables shows the databases that hold a table with these tags. */
function policySeesDatabase(grant: Grant, call: Call, owner: string, database: string): boolean {
  const tables = call.state.in(TABLES, `${owner}/${database}`).keys();
  return tables.some((table) =>
    policyFits(grant, 'TABLE', effectiveTags(call.state, owner, database, table)),
  );
}

function held(grants: readonly Grant[]): Held {
  const permissions = new Set(grants.flatMap((grant) => grant.permissions));
  const grantable = new Set(grants.flatMap((grant) => grant.grantable));
  const limited = grants.filter(({ kind }) => kind === 'columns');
  const onlyColumns = grants.length > 0 && limited.length === grants.length;
  if (!onlyColumns) {
    return { permissions, grantable };
  }
  const covers = (name: string) =>
    limited.some(({ resource }) => {
      const columns = resource.TableWithColumns;
      return columns?.ColumnNames
        ? columns.ColumnNames.includes(name)
        : !columns?.ColumnWildcard?.ExcludedColumnNames?.includes(name);
    });
  return { permissions, grantable, columns: covers };
}
