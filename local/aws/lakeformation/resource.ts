import type { Resource } from '@aws-sdk/client-lakeformation';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import type { ResourceKind } from './entities.ts';

/** A resource in the one form in which it is stored and compared. */
export interface NamedResource {
  readonly kind: ResourceKind;
  readonly key: string;
  /** Account that owns what is named. */
  readonly owner: string;
  readonly resource: Resource;
  readonly database?: string;
  /** `*` stands for every table of the database. */
  readonly table?: string;
}

/** The name under which Lake Formation lists a grant on every table. */
const ALL_TABLES = 'ALL_TABLES';

export const databaseKey = (owner: string, database: string) => `database:${owner}:${database}`;
export const tableKey = (owner: string, database: string, table: string) =>
  `table:${owner}:${database}:${table}`;
/** A filter belongs to its table, as columns do: it is shared, forgotten and handed on with it. */
export const filterKey = (owner: string, database: string, table: string, name: string) =>
  `${tableKey(owner, fold(database), fold(table))}#filter=${name}`;
export const locationKey = (arn: string) => `location:${arn.replace(/\/$/, '')}`;
export const catalogKey = (owner: string) => `catalog:${owner}`;

/** Reads a `Resource`, filling in the catalog that it leaves out. Throws where it names none or several things. */
export function nameResource(input: Checked<Resource>, catalog: string): NamedResource {
  const named = Object.entries(input).filter(([, value]) => value !== undefined);
  if (named.length !== 1) {
    throw new AwsError(
      'InvalidInputException',
      'Resource must have one and only one of the catalog, table, database, data location or LF-tag fields populated.',
    );
  }
  if (input.Catalog) {
    const owner = input.Catalog.Id ?? catalog;
    return { kind: 'catalog', key: catalogKey(owner), owner, resource: { Catalog: { Id: owner } } };
  }
  if (input.Database) {
    const owner = input.Database.CatalogId ?? catalog;
    const database = fold(input.Database.Name);
    const resource = { Database: { CatalogId: owner, Name: database } };
    return { kind: 'database', key: databaseKey(owner, database), owner, resource, database };
  }
  if (input.Table) {
    return nameTable(input.Table, catalog);
  }
  if (input.TableWithColumns) {
    return nameColumns(input.TableWithColumns, catalog);
  }
  if (input.DataLocation) {
    const owner = input.DataLocation.CatalogId ?? catalog;
    const arn = input.DataLocation.ResourceArn;
    const resource = { DataLocation: { CatalogId: owner, ResourceArn: arn } };
    return { kind: 'location', key: locationKey(arn), owner, resource };
  }
  return nameTagResource(input, catalog);
}

function nameTable(input: NonNullable<Checked<Resource>['Table']>, catalog: string): NamedResource {
  const owner = input.CatalogId ?? catalog;
  const database = fold(input.DatabaseName);
  if ((input.Name === undefined) === (input.TableWildcard === undefined) && input.Name !== ALL_TABLES) {
    throw new AwsError('InvalidInputException', 'A table resource needs either a name or a table wildcard.');
  }
  const every = input.TableWildcard !== undefined;
  const table = every ? '*' : fold(input.Name ?? '');
  const name = every ? { Name: ALL_TABLES, TableWildcard: {} } : { Name: table };
  const resource = { Table: { CatalogId: owner, DatabaseName: database, ...name } };
  return { kind: 'table', key: tableKey(owner, database, table), owner, resource, database, table };
}

function nameColumns(
  input: NonNullable<Checked<Resource>['TableWithColumns']>,
  catalog: string,
): NamedResource {
  const owner = input.CatalogId ?? catalog;
  const database = fold(input.DatabaseName);
  const every = input.Name === ALL_TABLES;
  const table = every ? '*' : fold(input.Name);
  if ((input.ColumnNames === undefined) === (input.ColumnWildcard === undefined)) {
    throw new AwsError(
      'InvalidInputException',
      'A table with columns needs either column names or a column wildcard.',
    );
  }
  const excluded = input.ColumnWildcard?.ExcludedColumnNames ?? [];
  const columns = input.ColumnNames
    ? { ColumnNames: [...input.ColumnNames] }
    : { ColumnWildcard: excluded.length > 0 ? { ExcludedColumnNames: [...excluded] } : {} };
  const which = input.ColumnNames ? `only=${[...input.ColumnNames].sort()}` : `not=${[...excluded].sort()}`;
  const resource = {
    TableWithColumns: {
      CatalogId: owner,
      DatabaseName: database,
      Name: every ? ALL_TABLES : table,
      ...columns,
    },
  };
  return {
    kind: 'columns',
    key: `${tableKey(owner, database, table)}#${which}`,
    owner,
    resource,
    database,
    table,
  };
}

function nameTagResource(input: Checked<Resource>, catalog: string): NamedResource {
  if (input.DataCellsFilter) {
    const {
      TableCatalogId: owner = catalog,
      DatabaseName = '',
      TableName = '',
      Name = '',
    } = input.DataCellsFilter;
    const [database, table] = [fold(DatabaseName), fold(TableName)];
    const resource = {
      DataCellsFilter: { TableCatalogId: owner, DatabaseName: database, TableName: table, Name },
    };
    return {
      kind: 'filter',
      key: filterKey(owner, database, table, Name),
      owner,
      resource,
      database,
      table,
    };
  }
  if (input.LFTag) {
    const { CatalogId: owner = catalog, TagKey, TagValues } = input.LFTag;
    const resource = { LFTag: { CatalogId: owner, TagKey: fold(TagKey), TagValues: TagValues.map(fold) } };
    return {
      kind: 'tag',
      key: `tag:${owner}:${fold(TagKey)}:${TagValues.map(fold).sort()}`,
      owner,
      resource,
    };
  }
  if (input.LFTagPolicy) {
    const { CatalogId: owner = catalog, ResourceType, Expression = [] } = input.LFTagPolicy;
    if (Expression.length === 0) {
      throw new AwsError('InvalidInputException', 'An LF-tag policy needs an expression.');
    }
    const folded = Expression.map(({ TagKey, TagValues }) => ({
      TagKey: fold(TagKey),
      TagValues: TagValues.map(fold),
    }));
    const text = folded
      .map(({ TagKey, TagValues }) => `${TagKey}=${[...TagValues].sort()}`)
      .sort()
      .join('&');
    const resource = { LFTagPolicy: { CatalogId: owner, ResourceType, Expression: folded } };
    return { kind: 'tagPolicy', key: `tagPolicy:${owner}:${ResourceType}:${text}`, owner, resource };
  }
  throw new AwsError(
    'InvalidInputException',
    'This kind of resource is not provided by this local stand-in.',
  );
}

/** Glue and Lake Formation store these names in lower case. */
export function fold(name: string): string {
  return name.toLowerCase();
}
