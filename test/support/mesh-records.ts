import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListPermissionsCommand, type PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import type { Laptop } from '../../local/start.ts';

/** Every item of a table of the mesh account, as plain objects. */
export async function itemsOf(laptop: Laptop, table: string): Promise<readonly Record<string, unknown>[]> {
  const { dynamodb } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
  return Items.map((item) => unmarshall(item));
}

export async function subscriptions(laptop: Laptop): Promise<readonly Record<string, unknown>[]> {
  return itemsOf(laptop, 'AwsDataMeshSubscriptions');
}

/** What Lake Formation holds for an account in the mesh, one line a resource: `database.table: SELECT`, `database.table(id,total): SELECT`, `database.table[filter]: SELECT`. Sorted. */
export async function grantsOf(laptop: Laptop, account: string): Promise<readonly string[]> {
  const { lakeFormation } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const found: PrincipalResourcePermissions[] = [];
  let NextToken: string | undefined;
  do {
    const page = await lakeFormation.send(
      new ListPermissionsCommand({
        CatalogId: ACCOUNTS.mesh,
        NextToken,
      }),
    );
    // Lake Formation takes a principal only together with a resource.
    found.push(
      ...(page.PrincipalResourcePermissions ?? []).filter(
        ({ Principal }) => Principal?.DataLakePrincipalIdentifier === account,
      ),
    );
    NextToken = page.NextToken;
  } while (NextToken);
  return found.map(line).sort();
}

function line({
  Resource,
  Permissions = [],
  PermissionsWithGrantOption = [],
}: PrincipalResourcePermissions): string {
  const cells = Resource?.DataCellsFilter;
  if (cells) {
    return `${cells.DatabaseName}.${cells.TableName}[${cells.Name}]: ${[...Permissions].sort().join(',')}`;
  }
  const table = Resource?.Table ?? Resource?.TableWithColumns;
  const { ColumnNames, ColumnWildcard } = Resource?.TableWithColumns ?? {};
  const excluded = ColumnWildcard?.ExcludedColumnNames ?? [];
  const columns = ColumnNames ? `(${ColumnNames})` : excluded.length > 0 ? `(all but ${excluded})` : '';
  const name = table ? `${table.DatabaseName}.${table.Name}${columns}` : Resource?.Database?.Name;
  const grantable =
    PermissionsWithGrantOption.length > 0
      ? ` (grantable: ${[...PermissionsWithGrantOption].sort().join(',')})`
      : '';
  return `${name}: ${[...Permissions].sort().join(',')}${grantable}`;
}
