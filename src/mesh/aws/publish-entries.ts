import type { PublishGrant } from '../producer/publish-ports.ts';
import type { BatchEntry } from './lake-formation-batch.ts';

/** A grant of publishing as Lake Formation's entries: SELECT travels with all columns, in an entry of its own. */
export function publishEntries(
  catalogId: string,
  { principal, database, table, permissions, grantable }: PublishGrant,
): readonly BatchEntry[] {
  const Principal = { DataLakePrincipalIdentifier: principal };
  const options = (names: readonly PublishGrant['permissions'][number][]) => (grantable ? [...names] : []);
  if (table === undefined) {
    return [
      {
        Principal,
        Resource: { Database: { CatalogId: catalogId, Name: database } },
        Permissions: [...permissions],
        PermissionsWithGrantOption: options(permissions),
      },
    ];
  }
  const named = { CatalogId: catalogId, DatabaseName: database, Name: table };
  const others = permissions.filter((name) => name !== 'SELECT');
  const select = permissions.filter((name) => name === 'SELECT');
  return [
    {
      Principal,
      Resource: { Table: named },
      Permissions: others,
      PermissionsWithGrantOption: options(others),
    },
    ...(select.length > 0
      ? [
          {
            Principal,
            Resource: { TableWithColumns: { ...named, ColumnWildcard: {} } },
            Permissions: select,
            PermissionsWithGrantOption: options(select),
          },
        ]
      : []),
  ];
}
