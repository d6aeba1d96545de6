import {
  type LakeFormationClient,
  ListPermissionsCommand,
  type Permission,
  type PrincipalResourcePermissions,
} from '@aws-sdk/client-lakeformation';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import type { Clock, GrantEntry, GrantFailure, Held, HeldGrant, Permissions } from '../ports.ts';
import { type BatchEntry, type RefusedEntry, sendBatches } from './lake-formation-batch.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

/** Lake Formation's permissions in the mesh's catalog; the catalog id is always sent, since the default is the caller's own. */
export function createLakeFormation(
  client: LakeFormationClient,
  catalogId: string,
  clock: Clock,
): Permissions {
  return {
    async grant(principal, database, entries) {
      const wire = entries.flatMap((entry) => toWire(catalogId, principal, database, entry));
      return (await sendBatches(client, clock, catalogId, 'grant', wire)).map(toFailure);
    },

    async revoke(principal, database, entries) {
      const wire = entries.flatMap((entry) => toWire(catalogId, principal, database, entry));
      const refused = await sendBatches(client, clock, catalogId, 'revoke', wire);
      return refused.filter((failure) => !isAlreadyGone(failure)).map(toFailure);
    },

    // A principal is taken only together with one resource, which would be one call per table; so the whole list is read and filtered here.
    async held(principal, database) {
      const rows = paged('permissions', async (token) => {
        const answer = await patiently(clock, `reading what ${principal} may do`, () =>
          client.send(
            new ListPermissionsCommand({
              CatalogId: catalogId,
              MaxResults: 1000,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
      });
      return unite(rows, principal, database);
    },
  };
}

/**
 * SELECT is a permission on columns: it travels as a table with all columns, the others as a table. Each entry carries only grant options
 * among its own permissions, which Lake Formation insists on.
 */
export function toWire(
  catalogId: string,
  principal: string,
  database: string,
  entry: GrantEntry,
): readonly BatchEntry[] {
  const Principal = { DataLakePrincipalIdentifier: principal };
  const options = (permissions: readonly TablePermission[]) =>
    entry.grantable.filter((name) => permissions.includes(name));
  if (entry.table === undefined) {
    return [
      {
        Principal,
        Resource: { Database: { CatalogId: catalogId, Name: database } },
        Permissions: ['DESCRIBE'],
        PermissionsWithGrantOption: options(['DESCRIBE']),
      },
    ];
  }
  const named = { CatalogId: catalogId, DatabaseName: database, Name: entry.table };
  const others = entry.permissions.filter((name) => name !== 'SELECT');
  const select = entry.permissions.filter((name) => name === 'SELECT');
  return [
    ...(others.length > 0
      ? [
          {
            Principal,
            Resource: { Table: named },
            Permissions: [...others],
            PermissionsWithGrantOption: options(others),
          },
        ]
      : []),
    ...(select.length > 0
      ? [
          {
            Principal,
            Resource: { TableWithColumns: { ...named, ColumnWildcard: {} } },
            Permissions: [...select],
            PermissionsWithGrantOption: options(select),
          },
        ]
      : []),
  ];
}

function toFailure({ entry, code, reason }: RefusedEntry): GrantFailure {
  const resource = entry.Resource;
  return { table: resource?.Table?.Name ?? resource?.TableWithColumns?.Name, code, reason };
}

/** Nothing to revoke, or nothing to revoke it on. @see https://github.com/aws-samples/aws-glue-samples/issues/78 */
function isAlreadyGone({ code, reason }: RefusedEntry): boolean {
  return (
    code === 'EntityNotFoundException' ||
    (code === 'InvalidInputException' &&
      /no permissions|permissions? .*(revoked|not (been )?granted)|does not (have|exist)|not found/i.test(
        reason,
      ))
  );
}

async function unite(
  rows: AsyncIterable<PrincipalResourcePermissions>,
  principal: string,
  database: string,
): Promise<Held> {
  const tables = new Map<string, HeldGrant>();
  let describe = false;
  const databaseShares = new Set<string>();
  for await (const {
    Principal,
    Resource,
    Permissions,
    PermissionsWithGrantOption,
    AdditionalDetails,
  } of rows) {
    if (Principal?.DataLakePrincipalIdentifier !== principal) {
      continue;
    }
    const shares = AdditionalDetails?.ResourceShare ?? [];
    if (Resource?.Database?.Name === database) {
      describe ||= (Permissions ?? []).some((name) => name === 'DESCRIBE' || name === 'ALL');
      for (const share of shares) {
        databaseShares.add(share);
      }
    }
    const table = Resource?.Table ?? Resource?.TableWithColumns;
    if (table?.DatabaseName === database && table.Name) {
      tables.set(table.Name, merged(tables.get(table.Name), Permissions, PermissionsWithGrantOption, shares));
    }
  }
  return { database: { describe, shares: [...databaseShares] }, tables };
}

function merged(
  known: HeldGrant | undefined,
  permissions: readonly Permission[] | undefined,
  grantable: readonly Permission[] | undefined,
  shares: readonly string[],
): HeldGrant {
  const both = (old: readonly TablePermission[] | undefined, more: readonly Permission[] | undefined) =>
    TABLE_PERMISSIONS.filter(
      (name) => old?.includes(name) || more?.some((held) => held === name || held === 'ALL'),
    );
  return {
    permissions: both(known?.permissions, permissions),
    grantable: both(known?.grantable, grantable),
    shares: [...new Set([...(known?.shares ?? []), ...shares])],
  };
}
