import type { DatabaseInput, PartitionInput, TableInput } from '@aws-sdk/client-glue';
import { collection } from '../state/collection.ts';

/** A default permission on new things, in the shape that both services share. */
export interface DefaultPermission {
  readonly Principal?: { readonly DataLakePrincipalIdentifier?: string | undefined } | undefined;
  readonly Permissions?: readonly string[] | undefined;
}

export interface Database {
  /** Folded to lower case, as Glue stores it. */
  readonly name: string;
  readonly account: string;
  readonly input: Omit<DatabaseInput, 'CreateTableDefaultPermissions'> & {
    readonly CreateTableDefaultPermissions?: readonly DefaultPermission[] | undefined;
  };
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface Table {
  readonly name: string;
  readonly database: string;
  readonly account: string;
  readonly input: TableInput;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly createdBy: string;
  /** Counts from 0. */
  readonly version: number;
}

export interface Partition {
  readonly values: readonly string[];
  readonly input: PartitionInput;
  readonly createdAt: Date;
}

export interface CatalogPolicy {
  readonly text: string;
  readonly hash: string;
  readonly hybrid: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Scope: account, key: name. */
export const DATABASES = collection<Database>('glue.databases');
/** Scope: account/database, key: name. */
export const TABLES = collection<Table>('glue.tables');
/** Scope: account/database/table, key: version. */
export const TABLE_VERSIONS = collection<Table>('glue.table-versions');
/** Scope: account/database/table, key: JSON of the values. */
export const PARTITIONS = collection<Partition>('glue.partitions');
/** Scope: account, key: `policy`. */
export const CATALOG_POLICIES = collection<CatalogPolicy>('glue.catalog-policies');
/** Scope: account, key: ARN. */
export const GLUE_TAGS = collection<Readonly<Record<string, string>>>('glue.tags');
