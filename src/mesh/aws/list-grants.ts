import { type LakeFormationClient, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { TABLE_PERMISSIONS } from '../permissions.ts';
import type { GrantRow } from '../ports/permissions.ts';
import type { Clock } from '../ports.ts';
import { columnsOf } from './column-resource.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

const PAGE = 1000;

/** Every explicit grant on databases and tables that the caller may see, page by page. */
export async function* listGrants(
  client: LakeFormationClient,
  catalogId: string,
  clock: Clock,
): AsyncIterable<GrantRow> {
  const rows = paged('permissions', async (token) => {
    const answer = await patiently(clock, 'reading permissions (lakeformation:ListPermissions)', () =>
      client.send(
        new ListPermissionsCommand({
          CatalogId: catalogId,
          MaxResults: PAGE,
          ...(token ? { NextToken: token } : {}),
        }),
      ),
    );
    return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
  });
  for await (const row of rows) {
    const { Principal, Resource, Permissions = [], PermissionsWithGrantOption = [], AdditionalDetails } = row;
    const principal = Principal?.DataLakePrincipalIdentifier;
    const { DataCellsFilter: cells } = Resource ?? {};
    const table =
      Resource?.Table ??
      Resource?.TableWithColumns ??
      (cells && { ...cells, CatalogId: cells.TableCatalogId, Name: cells.TableName });
    const database = table?.DatabaseName ?? Resource?.Database?.Name;
    const named = (table ?? Resource?.Database)?.CatalogId;
    // Whoever may only see a filter reads nothing through it.
    if (!principal || !database || (cells && !Permissions.includes('SELECT'))) {
      continue;
    }
    const columns = columnsOf(Resource?.TableWithColumns);
    const known = (names: readonly string[]) => TABLE_PERMISSIONS.filter((name) => names.includes(name));
    yield {
      principal,
      database,
      ...(named === undefined || named === catalogId ? {} : { catalogId: named }),
      ...(table?.Name === undefined ? {} : { table: table.Name }),
      isWildcard: table !== undefined && table.Name === undefined,
      isAll: Permissions.includes('ALL'),
      permissions: cells ? ['SELECT'] : known(Permissions),
      grantable: known(PermissionsWithGrantOption).filter((name) => !cells || name === 'SELECT'),
      ...(cells?.Name === undefined ? {} : { filter: cells.Name }),
      ...(columns === undefined ? {} : { columns }),
      ...(AdditionalDetails?.ResourceShare ? { shares: AdditionalDetails.ResourceShare } : {}),
    };
  }
}
