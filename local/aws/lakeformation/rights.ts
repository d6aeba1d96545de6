import type { LFTagPolicyResource } from '@aws-sdk/client-lakeformation';
import type { Call } from '../call.ts';
import { TABLES } from '../glue/entities.ts';
import { type Grant, TAG_CREATORS } from './entities.ts';
import { lakeNames, type Received, receivedGrants } from './received-grants.ts';
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
  #received: Received | undefined;
  #tagPolicies: readonly Grant[] | undefined;

  constructor(call: Call, owner: string) {
    this.#call = call;
    this.#owner = owner;
    this.isAdmin = isLakeAdmin(call, owner);
  }

  /** Read when first asked for: much is settled by being administrator alone. */
  get #grants(): Received {
    this.#received ??= receivedGrants(this.#call, this.#owner);
    return this.#received;
  }

  #policies(): readonly Grant[] {
    this.#tagPolicies ??= this.#startingWith('tagPolicy:');
    return this.#tagPolicies;
  }

  #startingWith(prefix: string): readonly Grant[] {
    const keys = this.#grants.keys().filter((key) => key.startsWith(prefix));
    return [...new Set(keys)].flatMap((key) => this.#grants.on(key));
  }

  catalog(): Held {
    return held(this.#grants.on(catalogKey(this.#owner)));
  }

  database(name: string): Held {
    const tags = this.#policies().length > 0 ? effectiveTags(this.#call.state, this.#owner, name) : {};
    const byTag = this.#policies().filter((grant) => policyFits(grant, 'DATABASE', tags));
    return held([...this.#grants.on(databaseKey(this.#owner, name)), ...byTag]);
  }

  table(database: string, name: string): Held {
    const tags =
      this.#policies().length > 0 ? effectiveTags(this.#call.state, this.#owner, database, name) : {};
    return held([
      ...this.#grants.on(tableKey(this.#owner, database, name)),
      ...this.#grants.on(tableKey(this.#owner, database, '*')),
      ...this.#policies().filter((grant) => policyFits(grant, 'TABLE', tags)),
    ]);
  }

  /** A grant on a location covers what lies below it. */
  location(arn: string): Held {
    const covers = ({ key }: Grant) => `${locationKey(arn)}/`.startsWith(`${key}/`);
    return held(this.#startingWith('location:').filter(covers));
  }

  /** ASSUMPTION lakeformation-tag-creator. */
  tag(key: string, value?: string): Held {
    if (lakeNames(this.#call).includes(this.#call.state.in(TAG_CREATORS, this.#owner).get(key) ?? '')) {
      return { permissions: new Set(ON_OWN_TAG), grantable: new Set(ON_OWN_TAG) };
    }
    const grants = this.#startingWith(`tag:${this.#owner}:${key}:`);
    return held(grants.filter((grant) => value === undefined || namesValue(grant, value)));
  }

  /** Whether data can be granted by this expression: every value of it has to be the caller's to grant with. */
  grantsWith(expression: NonNullable<LFTagPolicyResource['Expression']>): boolean {
    return expression.every(({ TagKey = '', TagValues = [] }) =>
      TagValues.every((value) => holds(this.tag(TagKey, value), 'GRANT_WITH_LF_TAG_EXPRESSION')),
    );
  }

  /** A database can be seen by whoever holds anything on it or on one of its tables. */
  seesDatabase(name: string): boolean {
    if (this.isAdmin || this.database(name).permissions.size > 0) {
      return true;
    }
    const prefix = tableKey(this.#owner, name, '');
    return (
      this.#grants.keys().some((key) => key.startsWith(prefix)) ||
      this.#policies().some((grant) => policySeesDatabase(grant, this.#call, this.#owner, name))
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

/** What whoever made a tag may do with it. @see https://docs.aws.amazon.com/lake-formation/latest/dg/managing-tags.html */
const ON_OWN_TAG = ['ALTER', 'DROP', 'DESCRIBE', 'ASSOCIATE', 'GRANT_WITH_LF_TAG_EXPRESSION'];

function namesValue({ resource }: Grant, value: string): boolean {
  const values = resource.LFTag?.TagValues ?? [];
  return values.includes('*') || values.includes(value);
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
  // Some rows can be handed on only by their filter.
  const grantable = new Set(grants.flatMap((grant) => (grant.kind === 'filter' ? [] : grant.grantable)));
  const limited = grants.filter(({ kind }) => kind === 'columns' || kind === 'filter');
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
