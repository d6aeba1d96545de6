import type * as sdk from '@aws-sdk/client-glue';
import type { Call, Handlers } from '../call.ts';
import { LOCATIONS } from '../lakeformation/entities.ts';
import { nameResource } from '../lakeformation/resource.ts';
import { refuseMembers } from '../not-provided.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { type CatalogView, databaseOf, insufficient, requireRight, tableOf, viewCatalog } from './access.ts';
import { grantDefaults } from './databases.ts';
import { type Database, TABLE_VERSIONS, TABLES, type Table } from './entities.ts';
import { foldName, invalid } from './names.ts';
import { removeTable } from './remove-table.ts';

/** A database link leads to its target; table operations go there. */
export function followDatabase(
  input: { readonly CatalogId?: string | undefined; readonly DatabaseName: string },
  call: Call,
): { readonly view: CatalogView; readonly database: Database; readonly linked: boolean } {
  const view = viewCatalog(input, call);
  const database = databaseOf(view, input.DatabaseName, call);
  const target = database.input.TargetDatabase;
  if (!target) {
    return { view, database, linked: false };
  }
  const beyond = viewCatalog({ CatalogId: target.CatalogId }, call);
  return { view: beyond, database: databaseOf(beyond, target.DatabaseName ?? '', call), linked: true };
}

/** The registered location in which a path lies, if any. */
export function registeredLocation(call: Call, owner: string, path: string | undefined): string | undefined {
  const arn = path?.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::');
  return arn === undefined
    ? undefined
    : call.state
        .in(LOCATIONS, owner)
        .keys()
        .find((known) => `${arn.replace(/\/$/, '')}/`.startsWith(`${known.replace(/\/\*?$/, '')}/`));
}

function requireLocation(call: Call, view: CatalogView, path: string | undefined): void {
  const arn = path?.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::');
  if (arn === undefined || view.rights.isAdmin || registeredLocation(call, view.owner, path) === undefined) {
    return;
  }
  if (!view.rights.location(arn).permissions.has('DATA_LOCATION_ACCESS')) {
    throw insufficient('Data Location Access', arn);
  }
}

function checkColumns(input: Checked<sdk.TableInput>): void {
  for (const { Name } of [...(input.StorageDescriptor?.Columns ?? []), ...(input.PartitionKeys ?? [])]) {
    foldName(Name, 'table.storageDescriptor.columns.member.name');
  }
}

export const tableHandlers: Handlers = {
  CreateTable(input: Checked<sdk.CreateTableRequest>, call) {
    refuseMembers(input, ['OpenTableFormatInput', 'PartitionIndexes']);
    const { TableInput } = input;
    if (!TableInput) {
      throw invalid('TableInput is required here');
    }
    const name = foldName(TableInput.Name, 'table.name');
    const { view, database, linked } = followDatabase(input, call);
    if (linked && TableInput.TargetTable) {
      throw invalid('A table link cannot be made through a database link.');
    }
    checkColumns(TableInput);
    requireRight(view.rights.database(database.name), 'CREATE_TABLE', database.name);
    requireLocation(call, view, TableInput.StorageDescriptor?.Location);
    const tables = call.state.in(TABLES, `${view.owner}/${database.name}`);
    if (tables.has(name)) {
      throw new AwsError('AlreadyExistsException', 'Table already exists.');
    }
    tables.put(name, {
      name,
      database: database.name,
      account: view.owner,
      input: { ...TableInput, Name: name },
      createdAt: call.now,
      updatedAt: call.now,
      createdBy: call.principal.arn,
      version: 0,
    });
    const target = nameResource({ Table: { DatabaseName: database.name, Name: name } }, view.owner);
    grantDefaults(call, view.owner, target, database.input.CreateTableDefaultPermissions ?? []);
    return {};
  },

  UpdateTable(input: Checked<sdk.UpdateTableRequest>, call) {
    if (!input.TableInput) {
      throw invalid('TableInput is required here');
    }
    const { view, database } = followDatabase(input, call);
    let table = tableOf(view, database.name, input.TableInput.Name, call);
    let rights = view.rights;
    const link = table.input.TargetTable;
    if (link) {
      const beyond = viewCatalog({ CatalogId: link.CatalogId }, call);
      rights = beyond.rights;
      table = tableOf(beyond, link.DatabaseName ?? '', link.Name ?? '', call);
    }
    requireRight(rights.table(table.database, table.name), 'ALTER', table.name);
    requireLocation(call, view, input.TableInput.StorageDescriptor?.Location);
    if (input.VersionId !== undefined && input.VersionId !== String(table.version)) {
      throw new AwsError('ConcurrentModificationException', 'The version of the table has changed.');
    }
    checkColumns(input.TableInput);
    const scope = `${table.account}/${table.database}`;
    if (!input.SkipArchive) {
      call.state.in(TABLE_VERSIONS, `${scope}/${table.name}`).put(String(table.version), table);
    }
    call.state.in(TABLES, scope).put(table.name, {
      ...table,
      input: { ...input.TableInput, Name: table.name },
      updatedAt: call.now,
      version: table.version + 1,
    });
    return {};
  },

  DeleteTable(input: Checked<sdk.DeleteTableRequest>, call) {
    const { view, database } = followDatabase(input, call);
    dropTable(view, database.name, input.Name, call);
    return {};
  },

  BatchDeleteTable(input: Checked<sdk.BatchDeleteTableRequest>, call) {
    if (input.TablesToDelete.length > 100) {
      throw invalid('At most 100 tables can be deleted in one call');
    }
    const { view, database } = followDatabase(input, call);
    const errors = input.TablesToDelete.flatMap((name) => {
      try {
        dropTable(view, database.name, name, call);
        return [];
      } catch (error) {
        if (!(error instanceof AwsError)) {
          throw error;
        }
        return [{ TableName: name, ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message } }];
      }
    });
    return errors.length > 0 ? { Errors: errors } : {};
  },
};

function dropTable(view: CatalogView, database: string, name: string, call: Call): void {
  const table: Table = tableOf(view, database, name, call);
  requireRight(view.rights.table(table.database, table.name), 'DROP', table.name);
  removeTable(call, table);
}
