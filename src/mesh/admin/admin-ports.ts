/** A statement of a trust policy. */
export interface TrustStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** IAM objects under `/AwsDataMesh/` in one account. Every verb brings about a state and may be repeated. */
export interface IamObjects {
  /** Returns the ARN. An older document gets a new version; of five versions the oldest that is not in use goes. */
  ensurePolicy(name: string, description: string, document: string): Promise<string>;
  /** Makes the role, or adds what its trust lacks; trust that others added stays. Returns the ARN. */
  ensureRole(name: string, description: string, trust: readonly TrustStatement[]): Promise<string>;
  /** Adds principals to the first statement of the role's trust, or a statement with a Sid of its own. Throws `NotFoundError` for an unknown role. */
  addTrust(role: string, statement: TrustStatement): Promise<void>;
  /** Takes a principal out of the role's trust; a role that is gone counts as done. */
  dropTrust(role: string, principal: string): Promise<void>;
  attachToRole(role: string, policyArn: string): Promise<void>;
  ensureGroup(name: string): Promise<string>;
  attachToGroup(group: string, policyArn: string): Promise<void>;
  /** Makes the user if asked for; `undefined` where there is none. */
  ensureUser(name: string, make: boolean): Promise<string | undefined>;
  addToGroup(user: string, group: string): Promise<void>;
  ensureLakeFormationServiceRole(): Promise<void>;
  /** ARN with its path; `undefined` for an unknown role. */
  roleArn(name: string): Promise<string | undefined>;
}

/** Lake Formation's settings and the grants of the set-up, in one account. */
export interface LakeSettings {
  /** ARNs of users and roles. */
  administrators(): Promise<readonly string[]>;
  /** How grants to other accounts are shared: 1 to 5; `undefined` where the settings do not say. */
  crossAccountVersion(): Promise<number | undefined>;
  /** Adds administrators and closes new tables to whoever IAM allows; everything else stays as it is. */
  ensure(change: {
    readonly administrators: readonly string[];
    readonly closeNewTables: boolean;
  }): Promise<void>;
  /** Lets a principal make databases, and LF-tags where told. */
  allowCatalog(
    principal: string,
    permissions: readonly ('CREATE_DATABASE' | 'CREATE_LF_TAG')[],
  ): Promise<void>;
  /** Makes the tag with at least one value, and lets a principal put it on tables and add values. */
  ensureTag(key: string, firstValue: string): Promise<void>;
  allowTag(principal: string, key: string): Promise<void>;
  /** Lets a principal see a database, make links in it, and do this with every table of it; whether there is such a database. */
  allowTables(
    principal: string,
    database: string,
    permissions: readonly ('DESCRIBE' | 'DROP')[],
  ): Promise<boolean>;
  /** Registers a location and lets a principal make tables there and hand that on. */
  allowLocation(principal: string, locationArn: string): Promise<void>;
}

export interface SubscriptionTable {
  /** Makes the table unless it is there, waits until it can be used. */
  ensure(): Promise<{ readonly tableArn: string; readonly streamArn: string }>;
  /** Throws `ConfigurationError` (`MESH_NOT_INITIALISED`). */
  require(): Promise<{ readonly tableArn: string; readonly streamArn: string }>;
  /** AWS's id of it: a table of the same name that was made anew has another. Throws `ConfigurationError` (`MESH_NOT_INITIALISED`). */
  id(): Promise<string>;
  /** What its stream shows, and which of the library's indexes can be used, without the table's name; `undefined` where there is no table. */
  shape(): Promise<{ readonly stream: string | undefined; readonly indexes: readonly string[] } | undefined>;
}

/** Who calls, with the role's whole ARN where the caller is a session. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  /** As Lake Formation's settings name it. */
  readonly principalArn: string;
}
