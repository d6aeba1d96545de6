import {
  CreateDataCellsFilterCommand,
  type DataCellsFilter,
  DeleteDataCellsFilterCommand,
  GetDataCellsFilterCommand,
  type LakeFormationClient,
  ListDataCellsFilterCommand,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import type { CellFilter, CellFilters } from '../ports/cell-filters.ts';
import type { Clock } from '../ports.ts';
import { isAwsError } from './aws-error.ts';
import { columnsOf, toColumns } from './column-resource.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';

const PAGE = 100;

/** Lake Formation's data cells filters in the mesh's catalog. */
export function createCellFilters(client: LakeFormationClient, catalogId: string, clock: Clock): CellFilters {
  const key = (database: string, table: string, name: string) => ({
    TableCatalogId: catalogId,
    DatabaseName: database,
    TableName: table,
    Name: name,
  });

  async function create(TableData: DataCellsFilter): Promise<boolean> {
    try {
      await client.send(new CreateDataCellsFilterCommand({ TableData }));
      return true;
    } catch (error) {
      if (isAwsError(error, 'AlreadyExistsException')) {
        return false;
      }
      throw error;
    }
  }

  return {
    async *list(database, table) {
      const found = paged('data cells filters', async (token) => {
        const answer = await patiently(clock, 'reading row filters (lakeformation:ListDataCellsFilter)', () =>
          client.send(
            new ListDataCellsFilterCommand({
              MaxResults: PAGE,
              ...(table === undefined
                ? {}
                : { Table: { CatalogId: catalogId, DatabaseName: database, Name: table } }),
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        );
        return { items: answer.DataCellsFilters, token: answer.NextToken };
      });
      for await (const filter of found) {
        if (filter.DatabaseName === database) {
          yield toCellFilter(filter);
        }
      }
    },

    get: (database, table, name) =>
      patiently(clock, `reading the row filter ${name} of ${table}`, async () => {
        try {
          const { DataCellsFilter } = await client.send(
            new GetDataCellsFilterCommand(key(database, table, name)),
          );
          return DataCellsFilter && toCellFilter(DataCellsFilter);
        } catch (error) {
          if (isAwsError(error, 'EntityNotFoundException')) {
            return undefined;
          }
          throw error;
        }
      }),

    put: (database, { table, name, expression, columns }) =>
      patiently(clock, `saving the row filter ${name} of ${table}`, async () => {
        const data: DataCellsFilter = {
          ...key(database, table, name),
          RowFilter: expression === undefined ? { AllRowsWildcard: {} } : { FilterExpression: expression },
          ...toColumns(columns),
        };
        if (!(await create(data))) {
          await client.send(new UpdateDataCellsFilterCommand({ TableData: data }));
        }
      }),

    remove: (database, table, name) =>
      patiently(clock, `deleting the row filter ${name} of ${table}`, async () => {
        try {
          await client.send(new DeleteDataCellsFilterCommand(key(database, table, name)));
        } catch (error) {
          if (!isAwsError(error, 'EntityNotFoundException')) {
            throw error;
          }
        }
      }),
  };
}

function toCellFilter({
  TableName = '',
  Name = '',
  RowFilter,
  ColumnNames,
  ColumnWildcard,
}: DataCellsFilter): CellFilter {
  const columns = columnsOf({ ColumnNames, ColumnWildcard });
  return {
    table: TableName,
    name: Name,
    ...(RowFilter?.FilterExpression ? { expression: RowFilter.FilterExpression } : {}),
    ...(columns === undefined ? {} : { columns }),
  };
}
