import type * as sdk from '@aws-sdk/client-glue';
import { RE2JS } from 're2js';
import type { Call, Handlers } from '../call.ts';
import { LakeRights } from '../lakeformation/rights.ts';
import { pageOf } from '../page.ts';
import type { Checked } from '../wire/checked.ts';
import { insufficient, notFound, tableOf, viewCatalog } from './access.ts';
import { DATABASES, TABLE_VERSIONS, TABLES, type Table } from './entities.ts';
import { invalid } from './names.ts';
import { sharedOwners } from './shared-owners.ts';
import { followDatabase, registeredLocation } from './tables.ts';

/** A table as the caller may see it: with the columns that its SELECT covers. */
export function describeTable(table: Table, rights: LakeRights, call: Call) {
  const covers = rights.isAdmin ? undefined : rights.table(table.database, table.name).columns;
  const { StorageDescriptor, PartitionKeys, ...input } = table.input;
  const visible = (columns: sdk.Column[] | undefined) =>
    covers ? columns?.filter(({ Name }) => covers(Name ?? '')) : columns;
  return {
    ...input,
    ...(StorageDescriptor
      ? { StorageDescriptor: { ...StorageDescriptor, Columns: visible(StorageDescriptor.Columns) } }
      : {}),
    ...(PartitionKeys ? { PartitionKeys: visible(PartitionKeys) } : {}),
    Name: table.name,
    DatabaseName: table.database,
    CatalogId: table.account,
    CreateTime: table.createdAt,
    UpdateTime: table.updatedAt,
    CreatedBy: table.createdBy,
    VersionId: String(table.version),
    IsRegisteredWithLakeFormation:
      registeredLocation(call, table.account, StorageDescriptor?.Location) !== undefined,
    ViewDefinition: undefined,
  };
}

/**
 * What a table link leads to, under the name of the link. A target that the caller may not see is an error for one table and shows the bare link in a list.
 * ASSUMPTION glue-link-hidden-target.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
 */
function describeFollowing(
  table: Table,
  rights: LakeRights,
  call: Call,
  strict: boolean,
  views: Map<string, LakeRights>,
) {
  const target = table.input.TargetTable;
  if (!target) {
    return describeTable(table, rights, call);
  }
  const owner = target.CatalogId ?? call.account;
  const beyond = views.get(owner) ?? new LakeRights(call, owner);
  views.set(owner, beyond);
  const [database, name] = [(target.DatabaseName ?? '').toLowerCase(), (target.Name ?? '').toLowerCase()];
  const found = call.state.in(TABLES, `${owner}/${database}`).get(name);
  if (found && beyond.seesTable(database, name)) {
    const own = {
      Name: table.name,
      DatabaseName: table.database,
      CatalogId: table.account,
      TargetTable: target,
      CreateTime: table.createdAt,
    };
    return { ...describeTable(found, beyond, call), ...own };
  }
  if (strict) {
    throw found || owner !== call.account
      ? insufficient('Describe', name)
      : notFound(`Table ${name} not found.`);
  }
  return describeTable(table, rights, call);
}

/** A regular expression on the name. ASSUMPTION glue-expression-full-match: it must match the whole of it. */
function nameFilter(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === '') {
    return () => true;
  }
  // Glue takes `*` alone for everything, as Hive does.
  const source = expression === '*' ? '.*' : expression;
  try {
    // Linear in time, unlike the language's own engine: a caller's pattern cannot stop the server.
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    return (name) => pattern.matches(name);
  } catch {
    throw invalid(`The expression ${expression} is not a regular expression`);
  }
}

export const readTableHandlers: Handlers = {
  GetTable(input: Checked<sdk.GetTableRequest>, call) {
    const direct = viewCatalog(input, call);
    const isLink =
      call.state.in(DATABASES, direct.owner).get(input.DatabaseName.toLowerCase())?.input.TargetDatabase !==
      undefined;
    const { view, name } = isLink
      ? (({ view: beyond, database }) => ({ view: beyond, name: database.name }))(followDatabase(input, call))
      : { view: direct, name: input.DatabaseName };
    const table = tableOf(view, name, input.Name, call);
    return { Table: describeFollowing(table, view.rights, call, true, new Map()) };
  },

  GetTables(input: Checked<sdk.GetTablesRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const fits = nameFilter(input.Expression);
    const tables = call.state
      .in(TABLES, `${view.owner}/${database.name}`)
      .values()
      .filter(({ name }) => fits(name) && view.rights.seesTable(database.name, name));
    const { page, next } = pageOf(tables, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: 'InvalidInputException',
    });
    const views = new Map<string, LakeRights>();
    return {
      TableList: page.map((table) => describeFollowing(table, view.rights, call, false, views)),
      NextToken: next,
    };
  },

  GetTableVersions(input: Checked<sdk.GetTableVersionsRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const table = tableOf(view, database.name, input.TableName, call);
    const older = call.state.in(TABLE_VERSIONS, `${table.account}/${table.database}/${table.name}`).values();
    const versions = [table, ...older.toReversed()];
    const { page, next } = pageOf(versions, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 100),
      code: 'InvalidInputException',
    });
    return {
      TableVersions: page.map((version) => ({
        Table: describeTable(version, view.rights, call),
        VersionId: String(version.version),
      })),
      NextToken: next,
    };
  },

  GetTableVersion(input: Checked<sdk.GetTableVersionRequest>, call) {
    const { view, database } = followDatabase(input, call);
    const table = tableOf(view, database.name, input.TableName, call);
    const wanted = input.VersionId ?? String(table.version);
    const older = call.state.in(TABLE_VERSIONS, `${table.account}/${table.database}/${table.name}`);
    const version = wanted === String(table.version) ? table : older.get(wanted);
    if (!version) {
      throw notFound(`Version ${wanted} not found.`);
    }
    return {
      TableVersion: { Table: describeTable(version, view.rights, call), VersionId: wanted },
    };
  },

  SearchTables(input: Checked<sdk.SearchTablesRequest>, call) {
    const shared =
      input.ResourceShareType === 'ALL' || input.ResourceShareType === 'FOREIGN' ? sharedOwners(call) : [];
    const owners = [
      ...(input.ResourceShareType === 'FOREIGN' ? [] : [input.CatalogId ?? call.account]),
      ...shared,
    ];
    const found = owners.flatMap((owner) => {
      const rights = new LakeRights(call, owner);
      return call.state
        .in(DATABASES, owner)
        .keys()
        .flatMap((database) => call.state.in(TABLES, `${owner}/${database}`).values())
        .filter((table) => rights.seesTable(table.database, table.name) && searchFits(table, input))
        .map((table) => describeTable(table, rights, call));
    });
    const { page, next } = pageOf(found, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 1000),
      code: 'InvalidInputException',
    });
    return { TableList: page, NextToken: next };
  },
};

/** Quoted text must match a whole value; other text is matched by token. Filters compare a property of the table. */
function searchFits(table: Table, input: Checked<sdk.SearchTablesRequest>): boolean {
  const columns = table.input.StorageDescriptor?.Columns ?? [];
  const words = [
    table.name,
    table.database,
    table.input.Description ?? '',
    ...columns.flatMap(({ Name, Comment }) => [Name ?? '', Comment ?? '']),
    ...Object.values(table.input.Parameters ?? {}),
  ].map((word) => word.toLowerCase());
  const text = input.SearchText?.toLowerCase() ?? '';
  const exact = /^"(.*)"$/.exec(text)?.[1];
  const textFits =
    text === '' ||
    (exact === undefined
      ? text.split(/\s+/).every((part) => words.some((word) => word.includes(part)))
      : words.includes(exact));
  const properties = new Map<string, string>(
    Object.entries({
      name: table.name,
      databasename: table.database,
      description: table.input.Description ?? '',
      ...table.input.Parameters,
    }).map(([key, value]) => [key.toLowerCase(), value]),
  );
  return (
    textFits &&
    (input.Filters ?? []).every(({ Key = '', Value = '' }) =>
      properties.get(Key.toLowerCase())?.includes(Value),
    )
  );
}
