import {
  GetPartitionsCommand,
  GetTablesCommand,
  type GlueClient,
  type PartitionInput,
  type TableInput,
} from '@aws-sdk/client-glue';
import { GetResourceLFTagsCommand, type LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { Clock } from '../ports.ts';
import type { SourceCatalog } from '../producer/publish-ports.ts';
import { isAwsError } from './aws-error.ts';
import { toMeshTable } from './glue-catalog.ts';
import { paged } from './pages.ts';
import { patiently } from './patience.ts';
import { toPartitionInput, toTableInput } from './table-input.ts';

/** The producer's own catalog, read with its own role. */
export function createSourceCatalog(
  { glue, lakeFormation }: { readonly glue: GlueClient; readonly lakeFormation: LakeFormationClient },
  account: string,
  clock: Clock,
): SourceCatalog<TableInput, PartitionInput> {
  return {
    async *tables(database) {
      const tables = paged('tables', async (token) => {
        const answer = await patiently(clock, `reading the tables of ${database}`, async () => {
          try {
            return await glue.send(
              new GetTablesCommand({
                CatalogId: account,
                DatabaseName: database,
                MaxResults: 100,
                ...(token ? { NextToken: token } : {}),
              }),
            );
          } catch (error) {
            if (
              isAwsError(error, 'EntityNotFoundException') ||
              (isAwsError(error, 'AccessDeniedException') && !/perform:/.test(error.message))
            ) {
              return undefined;
            }
            throw error;
          }
        });
        return { items: answer?.TableList, token: answer?.NextToken };
      });
      for await (const table of tables) {
        yield { table: toMeshTable(table), definition: toTableInput(table) };
      }
    },

    async *partitions(database, table) {
      const partitions = paged('partitions', async (token) => {
        const answer = await patiently(clock, `reading the partitions of ${database}.${table}`, () =>
          glue.send(
            new GetPartitionsCommand({
              CatalogId: account,
              DatabaseName: database,
              TableName: table,
              ...(token ? { NextToken: token } : {}),
            }),
          ),
        );
        return { items: answer.Partitions, token: answer.NextToken };
      });
      for await (const partition of partitions) {
        yield toPartitionInput(partition);
      }
    },

    async tags(database, table) {
      const { LFTagsOnTable = [] } = await patiently(
        clock,
        `reading the LF-tags of ${database}.${table}`,
        () =>
          lakeFormation.send(
            new GetResourceLFTagsCommand({
              CatalogId: account,
              Resource: { Table: { CatalogId: account, DatabaseName: database, Name: table } },
              ShowAssignedLFTags: true,
            }),
          ),
      );
      return Object.fromEntries(
        LFTagsOnTable.flatMap(({ TagKey, TagValues }) =>
          TagKey ? [[TagKey.toLowerCase(), TagValues ?? []]] : [],
        ),
      );
    },
  };
}
