import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { TABLES } from '../glue/entities.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { FILTERS } from './entities.ts';
import { forgetFilter } from './grant-book.ts';
import { filterKey, fold } from './resource.ts';
import { LakeRights, mayGrant } from './rights.ts';
import { notAuthorized } from './settings.ts';

const keyOf = (filter: {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Name: string;
}) => `${fold(filter.DatabaseName)}/${fold(filter.TableName)}/${filter.Name}`;

/** "The total length of the expression must be less than 2048 characters." @see https://docs.aws.amazon.com/lake-formation/latest/dg/partiql-support.html */
const LONGEST = 2047;

/**
 * A filter is seen and handled by whoever may hand on SELECT on all rows and columns of its table.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/granting-filter-perms.html
 */
function mayHandle(rights: LakeRights, database: string, table: string): boolean {
  const held = rights.table(database, table);
  return rights.isAdmin || (mayGrant(held, 'SELECT') && held.columns === undefined);
}

function refuseOthers(call: Call, database: string, table: string): void {
  if (!mayHandle(new LakeRights(call, call.account), fold(database), fold(table))) {
    throw notAuthorized();
  }
}

function checkFilter(filter: Checked<sdk.DataCellsFilter>, call: Call): void {
  if (filter.TableCatalogId !== call.account) {
    throw notAuthorized();
  }
  const [database, table] = [fold(filter.DatabaseName), fold(filter.TableName)];
  const known = call.state.in(TABLES, `${call.account}/${database}`).get(table);
  if (!known) {
    throw new AwsError('EntityNotFoundException', `Table not found: ${database}.${table}`);
  }
  refuseOthers(call, database, table);
  if ((filter.ColumnNames === undefined) === (filter.ColumnWildcard === undefined)) {
    throw new AwsError('InvalidInputException', 'A filter needs either column names or a column wildcard.');
  }
  if (!filter.RowFilter?.FilterExpression && !filter.RowFilter?.AllRowsWildcard) {
    throw new AwsError(
      'InvalidInputException',
      'A filter needs a row filter expression or the wildcard for all rows.',
    );
  }
  if (filter.RowFilter.FilterExpression && filter.RowFilter.AllRowsWildcard) {
    throw new AwsError('InvalidInputException', 'A filter cannot have an expression and all rows.');
  }
  if ((filter.RowFilter.FilterExpression ?? '').length > LONGEST) {
    throw new AwsError('InvalidInputException', 'The row filter expression is too long.');
  }
  const columns = [
    ...(known.input.StorageDescriptor?.Columns ?? []),
    ...(known.input.PartitionKeys ?? []),
  ].map(({ Name }) => Name);
  const named = filter.ColumnNames ?? filter.ColumnWildcard?.ExcludedColumnNames ?? [];
  const missing = named.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new AwsError('EntityNotFoundException', `Columns not found: ${missing.join(', ')}`);
  }
}

/** As it is kept and listed: names in lower case, as Glue has them. */
function kept(filter: Checked<sdk.DataCellsFilter>) {
  return {
    ...filter,
    DatabaseName: fold(filter.DatabaseName),
    TableName: fold(filter.TableName),
    VersionId: randomUUID(),
  };
}

function filterOf(call: Call, catalog: string, key: string) {
  const filter = catalog === call.account ? call.state.in(FILTERS, catalog).get(key) : undefined;
  if (!filter) {
    throw new AwsError('EntityNotFoundException', `Data cells filter not found: ${key}`);
  }
  return filter;
}

export const filterHandlers: Handlers = {
  CreateDataCellsFilter(input: Checked<sdk.CreateDataCellsFilterRequest>, call) {
    checkFilter(input.TableData, call);
    const filters = call.state.in(FILTERS, call.account);
    const key = keyOf(input.TableData);
    if (filters.has(key)) {
      throw new AwsError('AlreadyExistsException', 'Data cells filter already exists');
    }
    filters.put(key, kept(input.TableData));
    return {};
  },

  UpdateDataCellsFilter(input: Checked<sdk.UpdateDataCellsFilterRequest>, call) {
    checkFilter(input.TableData, call);
    const key = keyOf(input.TableData);
    const filter = filterOf(call, call.account, key);
    if (input.TableData.VersionId !== undefined && input.TableData.VersionId !== filter.VersionId) {
      throw new AwsError('ConcurrentModificationException', 'The filter has changed since it was read');
    }
    call.state.in(FILTERS, call.account).put(key, kept(input.TableData));
    return {};
  },

  GetDataCellsFilter(input: Checked<sdk.GetDataCellsFilterRequest>, call) {
    const filter = filterOf(call, input.TableCatalogId, keyOf(input));
    refuseOthers(call, input.DatabaseName, input.TableName);
    return { DataCellsFilter: filter };
  },

  ListDataCellsFilter(input: Checked<sdk.ListDataCellsFilterRequest>, call) {
    const { CatalogId = call.account, DatabaseName = '', Name } = input.Table ?? {};
    if (CatalogId !== call.account) {
      throw notAuthorized();
    }
    const rights = new LakeRights(call, call.account);
    const filters = call.state
      .in(FILTERS, call.account)
      .values()
      .filter(
        (filter) =>
          (input.Table === undefined ||
            (filter.DatabaseName === fold(DatabaseName) &&
              (Name === undefined || filter.TableName === fold(Name)))) &&
          mayHandle(rights, filter.DatabaseName ?? '', filter.TableName ?? ''),
      );
    const { page, next } = pageOf(filters, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? 100, 1000),
      code: 'InvalidInputException',
    });
    return { DataCellsFilters: page, NextToken: next };
  },

  DeleteDataCellsFilter(input: Checked<sdk.DeleteDataCellsFilterRequest>, call) {
    const catalog = input.TableCatalogId ?? call.account;
    const key = keyOf({
      DatabaseName: input.DatabaseName ?? '',
      TableName: input.TableName ?? '',
      Name: input.Name ?? '',
    });
    filterOf(call, catalog, key);
    refuseOthers(call, input.DatabaseName ?? '', input.TableName ?? '');
    call.state.in(FILTERS, catalog).delete(key);
    // ASSUMPTION lakeformation-filter-gone: what was granted on a filter goes with it.
    const gone = filterKey(catalog, input.DatabaseName ?? '', input.TableName ?? '', input.Name ?? '');
    forgetFilter(call, catalog, gone);
    return {};
  },
};
