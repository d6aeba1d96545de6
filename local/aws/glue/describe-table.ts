import type * as sdk from '@aws-sdk/client-glue';
import type { Call } from '../call.ts';
import type { LakeRights } from '../lakeformation/rights.ts';
import type { Table } from './entities.ts';
import { registeredLocation } from './tables.ts';

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
