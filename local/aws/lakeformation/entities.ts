import type { DataCellsFilter, DataLakeSettings, Resource } from '@aws-sdk/client-lakeformation';
import { collection } from '../state/collection.ts';

export type ResourceKind =
  | 'catalog'
  | 'database'
  | 'table'
  | 'columns'
  | 'location'
  | 'filter'
  | 'tag'
  | 'tagPolicy';

/** What one principal holds on one resource, as ListPermissions shows it. */
export interface Grant {
  readonly principal: string;
  readonly resource: Resource;
  readonly kind: ResourceKind;
  /** Identity of the resource, see `resourceKey`. */
  readonly key: string;
  readonly permissions: readonly string[];
  readonly grantable: readonly string[];
  readonly updatedAt: Date;
  readonly updatedBy: string;
  /** The RAM share that carries it to another account. */
  readonly share?: string;
}

export interface Location {
  readonly arn: string;
  readonly roleArn: string;
  readonly linkedRole: boolean;
  readonly hybrid: boolean;
  readonly updatedAt: Date;
}

/**
 * Scope: account whose catalog lists the grants and the principal (see `sheetsOf`), key: resource key; a table's sheet holds the grants on its
 * columns too.
 */
export const GRANTS = collection<readonly Grant[]>('lakeformation.grants');
/** Scope: account, key: `settings`. */
export const SETTINGS = collection<DataLakeSettings>('lakeformation.settings');
/** Scope: account, key: ARN. */
export const LOCATIONS = collection<Location>('lakeformation.locations');
/** Scope: account, key: tag key; the values in order. */
export const LF_TAGS = collection<readonly string[]>('lakeformation.tags');
/** Scope: account, key: tag key; the ARN of who made it. */
export const TAG_CREATORS = collection<string>('lakeformation.tag-creators');
/** Scope: account, key: resource key (columns: table key + `#` + column); tag key → value. */
export const ASSIGNED_TAGS = collection<Readonly<Record<string, string>>>('lakeformation.assigned-tags');
/** Scope: account, key: database/table/name. */
export const FILTERS = collection<DataCellsFilter & { readonly VersionId: string }>('lakeformation.filters');

/** The group that stands for "whatever IAM allows". */
export const IAM_ALLOWED = 'IAM_ALLOWED_PRINCIPALS';
