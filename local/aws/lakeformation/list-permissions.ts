import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { DATABASES, TABLES } from '../glue/entities.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import type { Grant } from './entities.ts';
import { allGrants } from './grant-book.ts';
import { lakeNames } from './received-grants.ts';
import { locationKey, type NamedResource, nameResource } from './resource.ts';
import { type Held, LakeRights } from './rights.ts';
import { isLakeAdmin } from './settings.ts';
import { effectiveTags, tagsMatch } from './tags-of.ts';

const MAX_PAGE = 1000;

export const listPermissionHandlers: Handlers = {
  ListPermissions(input: Checked<sdk.ListPermissionsRequest>, call) {
    const catalog = input.CatalogId ?? call.account;
    if (input.Principal && !input.Resource) {
      throw new AwsError('InvalidInputException', 'Resource is mandatory if Principal is set in the input.');
    }
    const target = input.Resource && nameResource(input.Resource, catalog);
    const principal = input.Principal?.DataLakePrincipalIdentifier;
    const related = input.IncludeRelated?.toUpperCase() === 'TRUE';
    const grants = visibleGrants(call, catalog)
      .filter((grant) => !target || isAbout(grant, target) || (related && isRelated(grant, target, call)))
      .filter((grant) => input.ResourceType === undefined || typeMatches(grant, input.ResourceType))
      .filter((grant) => principal === undefined || grant.principal === principal);
    const size = Math.min(input.MaxResults ?? 100, MAX_PAGE);
    const { page, next } = pageOf(grants, { token: input.NextToken, size, code: 'InvalidInputException' });
    return { PrincipalResourcePermissions: page.map(describe), NextToken: next };
  },

  GetEffectivePermissionsForPath(input: Checked<sdk.GetEffectivePermissionsForPathRequest>, call) {
    const catalog = input.CatalogId ?? call.account;
    const wanted = input.ResourceArn.replace(/^arn:aws[a-z-]*:s3:::/, 's3://').replace(/\/$/, '');
    const lies = (location: string | undefined) =>
      location !== undefined && `${location.replace(/\/$/, '')}/`.startsWith(`${wanted}/`);
    const about = (grant: Grant): boolean => {
      const { Database, Table, TableWithColumns, DataLocation } = grant.resource;
      if (DataLocation) {
        return locationKey(DataLocation.ResourceArn ?? '') === locationKey(input.ResourceArn);
      }
      if (Database) {
        return lies(call.state.in(DATABASES, catalog).get(Database.Name ?? '')?.input.LocationUri);
      }
      const named = Table ?? TableWithColumns;
      const table = call.state.in(TABLES, `${catalog}/${named?.DatabaseName}`).get(named?.Name ?? '');
      return lies(table?.input.StorageDescriptor?.Location);
    };
    const grants = visibleGrants(call, catalog).filter(about);
    const size = Math.min(input.MaxResults ?? 100, MAX_PAGE);
    const { page, next } = pageOf(grants, { token: input.NextToken, size, code: 'InvalidInputException' });
    return { Permissions: page.map(describe), NextToken: next };
  },
};

/**
 * An administrator sees all; others see their own, and of the rest only permissions that they hold on the resource themselves.
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
 */
function visibleGrants(call: Call, catalog: string): readonly Grant[] {
  const all = allGrants(call.state, catalog);
  const names = lakeNames(call);
  // ASSUMPTION lakeformation-foreign-list: another account sees what it was given itself.
  if (catalog !== call.account) {
    return all.filter(({ principal }) => principal === call.account || names.includes(principal));
  }
  if (isLakeAdmin(call, catalog)) {
    return all;
  }
  const rights = new LakeRights(call, catalog);
  const foreign = new Map<string, LakeRights>();
  return all.flatMap((grant) => {
    if (names.includes(grant.principal)) {
      return [grant];
    }
    // ASSUMPTION lakeformation-tag-policy-list.
    if (grant.resource.LFTagPolicy) {
      return rights.grantsWith(grant.resource.LFTagPolicy.Expression ?? []) ? [grant] : [];
    }
    // A grant that the account made on what another shares with it: what the caller holds there counts, not on what is called the same here.
    const owner = ownerOf(grant) ?? catalog;
    const there = owner === catalog ? rights : (foreign.get(owner) ?? new LakeRights(call, owner));
    foreign.set(owner, there);
    const held = heldOn(there, grant);
    const seen = (permission: string) => held.permissions.has(permission) || held.permissions.has('ALL');
    const permissions = grant.permissions.filter(seen);
    return permissions.length > 0 ? [{ ...grant, permissions, grantable: grant.grantable.filter(seen) }] : [];
  });
}

function ownerOf({
  resource: { Table, TableWithColumns, DataCellsFilter, Database },
}: Grant): string | undefined {
  return (Table ?? TableWithColumns ?? Database)?.CatalogId ?? DataCellsFilter?.TableCatalogId;
}

function heldOn(rights: LakeRights, { resource }: Grant): Held {
  const table = resource.Table ?? resource.TableWithColumns;
  if (table) {
    return rights.table(table.DatabaseName ?? '', table.Name === 'ALL_TABLES' ? '*' : (table.Name ?? ''));
  }
  if (resource.DataCellsFilter) {
    const { DatabaseName = '', TableName = '' } = resource.DataCellsFilter;
    return rights.table(DatabaseName, TableName);
  }
  if (resource.Database) {
    return rights.database(resource.Database.Name ?? '');
  }
  if (resource.DataLocation) {
    return rights.location(resource.DataLocation.ResourceArn ?? '');
  }
  if (resource.LFTag) {
    return rights.tag(resource.LFTag.TagKey ?? '');
  }
  return resource.Catalog ? rights.catalog() : { permissions: new Set(), grantable: new Set() };
}

/** A table's list holds its column entries too. ASSUMPTION lakeformation-filter-list: grants on its filters are listed for each filter. */
function isAbout(grant: Grant, target: NamedResource): boolean {
  return (
    grant.key === target.key ||
    (target.kind === 'table' && grant.kind !== 'filter' && grant.key.startsWith(`${target.key}#`))
  );
}

/** The filters of a table, and what covers it by its tags. */
function isRelated(grant: Grant, target: NamedResource, call: Call): boolean {
  const filter = grant.resource.DataCellsFilter;
  return filter
    ? target.table !== undefined &&
        filter.DatabaseName === target.database &&
        filter.TableName === target.table
    : coversByTag(grant, target, call);
}

function coversByTag(grant: Grant, target: NamedResource, call: Call): boolean {
  const policy = grant.resource.LFTagPolicy;
  if (!policy || target.database === undefined) {
    return false;
  }
  const tags = effectiveTags(call.state, target.owner, target.database, target.table);
  return (
    (policy.ResourceType === 'TABLE') === (target.table !== undefined) &&
    tagsMatch(tags, policy.Expression ?? [])
  );
}

function typeMatches(grant: Grant, type: string): boolean {
  const policyType = grant.resource.LFTagPolicy?.ResourceType;
  switch (type) {
    case 'TABLE':
      return grant.kind === 'table' || grant.kind === 'columns';
    case 'DATA_LOCATION':
      return grant.kind === 'location';
    case 'LF_TAG':
      return grant.kind === 'tag';
    case 'LF_TAG_POLICY':
      return grant.kind === 'tagPolicy';
    case 'LF_TAG_POLICY_DATABASE':
      return policyType === 'DATABASE';
    case 'LF_TAG_POLICY_TABLE':
      return policyType === 'TABLE';
    default:
      return grant.kind.toUpperCase() === type;
  }
}

function describe(grant: Grant) {
  return {
    Principal: { DataLakePrincipalIdentifier: grant.principal },
    Resource: grant.resource,
    Permissions: [...grant.permissions],
    PermissionsWithGrantOption: [...grant.grantable],
    LastUpdated: grant.updatedAt,
    LastUpdatedBy: grant.updatedBy,
    ...(grant.share === undefined ? {} : { AdditionalDetails: { ResourceShare: [grant.share] } }),
  };
}
