import {
  GetResourceLFTagsCommand,
  type GetResourceLFTagsResponse,
  type LakeFormationClient,
  type LFTagPair,
  ListPermissionsCommand,
  type ListPermissionsCommandInput,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import type { ColumnScope } from '../columns.ts';
import type { Clock } from '../ports.ts';
import type { TableGrant } from '../readers/table-grant.ts';
import type { TagCondition } from '../tag-scope.ts';
import { columnsOf } from './column-resource.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

const PAGE = 1000;

/**
 * Every grant that lets somebody at a table, as far as the caller may see it: on the table or its columns, on a filter of its rows, on all tables
 * of its database, and by LF-tags that it carries. The three lists overlap; each grant comes once.
 * `IncludeRelated` shows the filters. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
 */
export async function* grantsOnTable(
  client: LakeFormationClient,
  CatalogId: string,
  clock: Clock,
  database: string,
  table: string,
): AsyncIterable<TableGrant> {
  const named = { CatalogId, DatabaseName: database, Name: table };
  const list = (input: ListPermissionsCommandInput) =>
    paged('permissions', async (token) => {
      const answer = await patiently(clock, 'reading permissions (lakeformation:ListPermissions)', () =>
        client.send(
          new ListPermissionsCommand({
            CatalogId,
            MaxResults: PAGE,
            ...input,
            ...(token ? { NextToken: token } : {}),
          }),
        ),
      );
      return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
    });
  const tags = await patiently(clock, `reading the LF-tags of ${database}.${table}`, () =>
    client.send(new GetResourceLFTagsCommand({ CatalogId, Resource: { Table: named } })),
  );
  const seen = new Set<string>();
  for (const input of [
    { Resource: { Table: named }, IncludeRelated: 'TRUE' },
    { Resource: { Table: { CatalogId, DatabaseName: database, TableWildcard: {} } } },
    { ResourceType: 'LF_TAG_POLICY_TABLE' },
  ] satisfies readonly ListPermissionsCommandInput[]) {
    for await (const row of list(input)) {
      const grant = toGrant(row, database, table, tags);
      const identity = JSON.stringify(grant);
      if (grant !== undefined && !seen.has(identity)) {
        seen.add(identity);
        yield grant;
      }
    }
  }
}

/** `undefined` for what is about something else. */
function toGrant(
  { Principal, Resource, Permissions = [], PermissionsWithGrantOption = [] }: PrincipalResourcePermissions,
  database: string,
  table: string,
  tags: GetResourceLFTagsResponse,
): TableGrant | undefined {
  const principal = Principal?.DataLakePrincipalIdentifier;
  if (principal === undefined) {
    return undefined;
  }
  const base = { principal, permissions: Permissions, grantable: PermissionsWithGrantOption };
  const { Table, TableWithColumns, DataCellsFilter, LFTagPolicy } = Resource ?? {};
  const own = Table ?? TableWithColumns;
  if (own?.DatabaseName === database) {
    const isEvery = Table?.TableWildcard !== undefined || own.Name === 'ALL_TABLES' || own.Name === undefined;
    const columns = columnsOf(TableWithColumns);
    return isEvery || own.Name === table
      ? { ...base, through: isEvery ? 'every-table' : 'table', ...(columns ? { columns } : {}) }
      : undefined;
  }
  if (DataCellsFilter?.DatabaseName === database && DataCellsFilter.TableName === table) {
    return { ...base, through: 'rows', filter: DataCellsFilter.Name ?? '' };
  }
  if (LFTagPolicy?.ResourceType === 'TABLE') {
    const conditions = (LFTagPolicy.Expression ?? []).map(({ TagKey = '', TagValues = [] }) => ({
      key: TagKey,
      values: TagValues,
    }));
    const columns = reached(conditions, tags);
    return columns === 'none'
      ? undefined
      : { ...base, through: 'tags', tags: conditions, ...(columns ? { columns } : {}) };
  }
  return undefined;
}

/**
 * What of a table an LF-tag policy reaches: `undefined` for all of it, or the columns whose own tags say otherwise than the table's.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html
 */
function reached(
  conditions: readonly TagCondition[],
  { LFTagOnDatabase = [], LFTagsOnTable = [], LFTagsOnColumns = [] }: GetResourceLFTagsResponse,
): ColumnScope | undefined | 'none' {
  const onTable = valuesBy(LFTagOnDatabase, LFTagsOnTable);
  const fits = (values: ReadonlyMap<string, readonly string[]>) =>
    conditions.length > 0 &&
    conditions.every(({ key, values: wanted }) =>
      values.get(key)?.some((value) => wanted.includes(value) || wanted.includes('*')),
    );
  const columns = LFTagsOnColumns.map(({ Name = '', LFTags = [] }) => ({
    name: Name,
    isReached: fits(valuesBy(LFTagOnDatabase, LFTagsOnTable, LFTags)),
  }));
  if (fits(onTable)) {
    const exclude = columns.filter(({ isReached }) => !isReached).map(({ name }) => name);
    return exclude.length > 0 ? { exclude } : undefined;
  }
  const include = columns.filter(({ isReached }) => isReached).map(({ name }) => name);
  return include.length > 0 ? { include } : 'none';
}

/** What is nearer to the data replaces what is inherited. */
function valuesBy(...levels: readonly (readonly LFTagPair[])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { TagKey = '', TagValues = [] } of levels.flat()) {
    found.set(TagKey, TagValues);
  }
  return found;
}
