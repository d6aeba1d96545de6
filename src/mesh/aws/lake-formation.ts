import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { TablePermission } from '../permissions.ts';
import type { GrantEntry, GrantFailure, OnAnswer, Permissions } from '../ports/permissions.ts';
import type { Clock } from '../ports.ts';
import { toColumns } from './column-resource.ts';
import { readHeld } from './held-grants.ts';
import { type BatchEntry, type OnBatch, type RefusedEntry, sendBatches } from './lake-formation-batch.ts';
import { listGrants } from './list-grants.ts';
import { grantsOnTable } from './table-grants.ts';

/** Lake Formation's permissions in the mesh's catalog; the catalog id is always sent, since the default is the caller's own. */
export function createLakeFormation(
  client: LakeFormationClient,
  catalogId: string,
  clock: Clock,
): Permissions {
  return {
    async grant(principal, database, entries, onAnswer) {
      const wire = entries.flatMap((entry) => toWire(catalogId, principal, database, entry));
      return (await sendBatches(client, clock, catalogId, 'grant', wire, telling(onAnswer))).map(toFailure);
    },

    async revoke(principal, database, entries, onAnswer) {
      const wire = entries.flatMap((entry) => toWire(catalogId, principal, database, entry));
      const refused = await sendBatches(client, clock, catalogId, 'revoke', wire, telling(onAnswer));
      return refused.filter((failure) => !isAlreadyGone(failure)).map(toFailure);
    },

    // A principal is taken only together with one resource, which would be one call per table; so the whole list is read and filtered here.
    held: (principal, database, scope = {}) =>
      readHeld({ client, catalogId, clock }, principal, database, scope),

    list: () => listGrants(client, catalogId, clock),

    onTable: (database, table) => grantsOnTable(client, catalogId, clock, database, table),
  };
}

/**
 * SELECT is a permission on columns: it travels as a table with all columns or some, or as a filter, the others as a table. Each entry carries only grant options
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
            Resource:
              entry.filter === undefined
                ? { TableWithColumns: { ...named, ...toColumns(entry.columns) } }
                : {
                    DataCellsFilter: {
                      TableCatalogId: catalogId,
                      DatabaseName: database,
                      TableName: entry.table,
                      Name: entry.filter,
                    },
                  },
            Permissions: [...select],
            PermissionsWithGrantOption: options(select),
          },
        ]
      : []),
  ];
}

export function toFailure({ entry, code, reason }: RefusedEntry): GrantFailure {
  return { table: tableOf(entry), code, reason };
}

function tableOf({ Resource }: BatchEntry): string | undefined {
  return Resource?.Table?.Name ?? Resource?.TableWithColumns?.Name ?? Resource?.DataCellsFilter?.TableName;
}

function telling(onAnswer: OnAnswer | undefined): OnBatch | undefined {
  return onAnswer && ((requestId, entries) => onAnswer(requestId, [...new Set(entries.map(tableOf))]));
}

/** Nothing to revoke, or nothing to revoke it on. @see https://github.com/aws-samples/aws-glue-samples/issues/78 */
export function isAlreadyGone({ code, reason }: RefusedEntry): boolean {
  return (
    code === 'EntityNotFoundException' ||
    (code === 'InvalidInputException' &&
      /no permissions|permissions? .*(revoked|not (been )?granted)|does not (have|exist)|not found/i.test(
        reason,
      ))
  );
}
