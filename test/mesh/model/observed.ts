import {
  ListDataCellsFilterCommand,
  ListPermissionsCommand,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { DATABASE, MESH, type TestMesh } from '../support/test-mesh.ts';
import { COLUMNS, type Rights, readable, type Select } from './expected.ts';

/** What Lake Formation lets a consumer do, whatever grants it rests on. */
export async function observedRights(test: TestMesh, consumer: string): Promise<Rights> {
  const grants = (await everyGrant(test)).filter(
    ({ Principal }) => Principal?.DataLakePrincipalIdentifier === consumer,
  );
  const conditions = await filters(test);
  const others: string[] = [];
  const reads: Select[] = [];
  const handsOn: Select[] = [];
  const byTag = new Set<string>();
  for (const { Resource, Permissions = [], PermissionsWithGrantOption = [] } of grants) {
    const table = Resource?.Table ?? Resource?.TableWithColumns ?? Resource?.DataCellsFilter;
    const name = table && ('TableName' in table ? table.TableName : 'Name' in table ? table.Name : undefined);
    for (const permission of Permissions) {
      const isOption = PermissionsWithGrantOption.includes(permission);
      if (Resource?.LFTagPolicy) {
        byTag.add(`${permission}${isOption ? '+' : ''}`);
      } else if (permission === 'SELECT') {
        const select = { table: name ?? '?', ...selected(Resource, conditions) };
        reads.push(select);
        handsOn.push(...(isOption ? [select] : []));
      } else {
        others.push(`${name ?? '*'}: ${permission}${isOption ? '+' : ''}`);
      }
    }
  }
  return {
    others: others.sort(),
    reads: readable(reads),
    handsOn: readable(handsOn),
    byTag: [...byTag].sort(),
  };
}

async function everyGrant(test: TestMesh): Promise<readonly PrincipalResourcePermissions[]> {
  const { lakeFormation } = test.clients(MESH);
  const found: PrincipalResourcePermissions[] = [];
  for (const kind of [{}, { ResourceType: 'LF_TAG_POLICY' as const }]) {
    let NextToken: string | undefined;
    do {
      const page = await lakeFormation.send(
        new ListPermissionsCommand({ MaxResults: 1000, ...kind, ...(NextToken ? { NextToken } : {}) }),
      );
      found.push(
        ...(page.PrincipalResourcePermissions ?? []).filter(
          ({ Resource }) => Boolean(Resource?.LFTagPolicy) === 'ResourceType' in kind,
        ),
      );
      NextToken = page.NextToken;
    } while (NextToken);
  }
  return found;
}

type Conditions = ReadonlyMap<string, Omit<Select, 'table'>>;

/** Of every filter on `orders`: its condition and the columns that it lets through. */
async function filters(test: TestMesh): Promise<Conditions> {
  const Table = { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' };
  const { DataCellsFilters = [] } = await test
    .clients(MESH)
    .lakeFormation.send(new ListDataCellsFilterCommand({ Table, MaxResults: 1000 }));
  return new Map(
    DataCellsFilters.map(({ Name = '', RowFilter, ColumnNames, ColumnWildcard }) => [
      Name,
      { columns: columnsOf(ColumnNames, ColumnWildcard), condition: RowFilter?.FilterExpression },
    ]),
  );
}

function columnsOf(
  names: readonly string[] | undefined,
  wildcard: { readonly ExcludedColumnNames?: readonly string[] | undefined } | undefined,
): readonly string[] {
  const excluded = wildcard?.ExcludedColumnNames ?? [];
  return names && names.length > 0 ? names : COLUMNS.filter((column) => !excluded.includes(column));
}

function selected(
  resource: PrincipalResourcePermissions['Resource'],
  conditions: Conditions,
): Omit<Select, 'table'> {
  const filter = resource?.DataCellsFilter;
  if (filter) {
    return conditions.get(filter.Name ?? '') ?? { columns: [], condition: `no filter ${filter.Name}` };
  }
  const { ColumnNames, ColumnWildcard } = resource?.TableWithColumns ?? {};
  return { columns: columnsOf(ColumnNames, ColumnWildcard) };
}
