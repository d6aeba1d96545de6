import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { TABLES } from '../glue/entities.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { FILTERS } from './entities.ts';
import { fold } from './resource.ts';
import { holds, LakeRights } from './rights.ts';
import { notAuthorized } from './settings.ts';

const keyOf = (filter: {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Name: string;
}) => `${fold(filter.DatabaseName)}/${fold(filter.TableName)}/${filter.Name}`;

function checkFilter(filter: Checked<sdk.DataCellsFilter>, call: Call): void {
  if (filter.TableCatalogId !== call.account) {
    throw notAuthorized();
  }
  const [database, table] = [fold(filter.DatabaseName), fold(filter.TableName)];
  if (!call.state.in(TABLES, `${call.account}/${database}`).has(table)) {
    throw new AwsError('EntityNotFoundException', `Table not found: ${database}.${table}`);
  }
  const rights = new LakeRights(call, call.account);
  if (!rights.isAdmin && !holds(rights.table(database, table), 'SELECT')) {
    throw notAuthorized();
  }
  if ((filter.ColumnNames === undefined) === (filter.ColumnWildcard === undefined)) {
    throw new AwsError('InvalidInputException', 'A filter needs either column names or a column wildcard.');
  }
  if (!filter.RowFilter?.FilterExpression && !filter.RowFilter?.AllRowsWildcard) {
    throw new AwsError(
      'InvalidInputException',
      'A filter needs a row filter expression or the wildcard for all rows.',
    );
  }
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
    filters.put(key, { ...input.TableData, VersionId: randomUUID() });
    return {};
  },

  UpdateDataCellsFilter(input: Checked<sdk.UpdateDataCellsFilterRequest>, call) {
    checkFilter(input.TableData, call);
    const key = keyOf(input.TableData);
    const filter = filterOf(call, call.account, key);
    if (input.TableData.VersionId !== undefined && input.TableData.VersionId !== filter.VersionId) {
      throw new AwsError('ConcurrentModificationException', 'The filter has changed since it was read');
    }
    call.state.in(FILTERS, call.account).put(key, { ...input.TableData, VersionId: randomUUID() });
    return {};
  },

  GetDataCellsFilter(input: Checked<sdk.GetDataCellsFilterRequest>, call) {
    return { DataCellsFilter: filterOf(call, input.TableCatalogId, keyOf(input)) };
  },

  ListDataCellsFilter(input: Checked<sdk.ListDataCellsFilterRequest>, call) {
    const { DatabaseName, Name } = input.Table ?? {};
    const filters = call.state
      .in(FILTERS, call.account)
      .values()
      .filter(
        (filter) =>
          input.Table === undefined ||
          (filter.DatabaseName === DatabaseName && (Name === undefined || filter.TableName === Name)),
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
    call.state.in(FILTERS, catalog).delete(key);
    return {};
  },
};
