import {
  DeleteDataCellsFilterCommand,
  ListDataCellsFilterCommand,
  ListPermissionsCommand,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import type { RowFilterOrder } from '../../../src/mesh/producer/save-row-filter.ts';
import { BEN, DATABASE, MESH, PRODUCER, type TestMesh } from './test-mesh.ts';

/** Saves a row filter as the owner. */
export function saveFilter(
  test: TestMesh,
  name: string,
  expression: string,
  changes: Partial<RowFilterOrder> = {},
) {
  return test.mesh({ actor: BEN }).saveRowFilter({
    owner: PRODUCER,
    database: DATABASE,
    table: 'people',
    name,
    expression,
    by: BEN,
    job: `save-${name}-${expression}`,
    ...changes,
  });
}

/** Names of the filters on which the principal holds SELECT on a table, with + for the grant option. */
export async function filtersOf(
  test: TestMesh,
  principal: string,
  table: string,
): Promise<readonly string[]> {
  const { PrincipalResourcePermissions = [] } = await test
    .clients(MESH)
    .lakeFormation.send(new ListPermissionsCommand({ CatalogId: MESH, MaxResults: 1000 }));
  return PrincipalResourcePermissions.flatMap(({ Principal, Resource, PermissionsWithGrantOption = [] }) => {
    const { TableName, Name } = Resource?.DataCellsFilter ?? {};
    return Principal?.DataLakePrincipalIdentifier === principal && TableName === table
      ? [`${Name}${PermissionsWithGrantOption.includes('SELECT') ? '+' : ''}`]
      : [];
  }).sort();
}

/** What Lake Formation has: name → expression and columns. */
export async function cellsOf(test: TestMesh, table: string): Promise<Readonly<Record<string, string>>> {
  const { DataCellsFilters = [] } = await test.clients(MESH).lakeFormation.send(
    new ListDataCellsFilterCommand({
      Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: table },
      MaxResults: 1000,
    }),
  );
  return Object.fromEntries(
    DataCellsFilters.map(({ Name, RowFilter, ColumnNames, ColumnWildcard }) => {
      const excluded = ColumnWildcard?.ExcludedColumnNames ?? [];
      const columns = ColumnNames?.join(',') ?? (excluded.length > 0 ? `-${excluded.join(',')}` : '*');
      return [Name ?? '', `${columns} where ${RowFilter?.FilterExpression}`];
    }),
  );
}

const place = (table: string, Name: string) => ({
  TableCatalogId: MESH,
  DatabaseName: DATABASE,
  TableName: table,
  Name,
});

/** Somebody goes past the app. */
export async function editByHand(
  test: TestMesh,
  table: string,
  name: string,
  FilterExpression: string,
): Promise<void> {
  await test.clients(MESH).lakeFormation.send(
    new UpdateDataCellsFilterCommand({
      TableData: { ...place(table, name), RowFilter: { FilterExpression }, ColumnWildcard: {} },
    }),
  );
}

export async function deleteByHand(test: TestMesh, table: string, name: string): Promise<void> {
  await test.clients(MESH).lakeFormation.send(new DeleteDataCellsFilterCommand(place(table, name)));
}
