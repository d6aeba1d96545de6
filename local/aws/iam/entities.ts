import { collection } from '../state/collection.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Entity {
  readonly name: string;
  /** Unique for all time: a role made again under the same name is another role. */
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: Date;
  readonly tags: readonly Tag[];
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** Inline policies, name → document. */
  readonly inline: Readonly<Record<string, string>>;
}

export interface Role extends Entity {
  readonly trust: string;
  /** Unique ids of the principals that it names, as they were when it was written. */
  readonly trustedIds?: Readonly<Record<string, string>>;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  /** The service that owns it, for service-linked roles. */
  readonly linkedTo?: string;
}

export type User = Entity;

export interface Group extends Entity {
  readonly members: readonly string[];
}

export interface ManagedPolicy {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly tags: readonly Tag[];
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersion: string;
  /** Number of the latest version ever made. */
  readonly lastVersion: number;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: Date;
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly account: string;
  /** Absent for the account's root. */
  readonly user?: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

/** Scope: account, key: name. */
export const ROLES = collection<Role>('iam.roles');
export const USERS = collection<User>('iam.users');
export const GROUPS = collection<Group>('iam.groups');
/** Scope: account, key: ARN. */
export const POLICIES = collection<ManagedPolicy>('iam.policies');
/** Scope: `keys`, key: access key id. */
export const ACCESS_KEYS = collection<AccessKey>('iam.access-keys');
export const KEY_SCOPE = 'keys';
