import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  GetPartitionsCommand,
  type GlueClient,
  type PartitionInput,
  type TableInput,
} from '@aws-sdk/client-glue';
import { UpstreamError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { MeshWriter } from '../producer/publish-ports.ts';
import { collect, paged } from './pages.ts';
import { patiently } from './patience.ts';
import { toPartitionInput } from './table-input.ts';

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const PARTITIONS_A_CALL = 100;
const DELETIONS_A_CALL = 25;

/** Makes the partitions of a mesh table those of its source: a hundred a call, and what the source no longer has goes. */
export function createPartitionWriter(
  glue: GlueClient,
  CatalogId: string,
  clock: Clock,
): MeshWriter<TableInput, PartitionInput>['syncPartitions'] {
  return async (DatabaseName, TableName, partitions, isNew) => {
    const wanted = await collect(partitions);
    const there = isNew ? [] : await readPartitions(glue, clock, { CatalogId, DatabaseName, TableName });
    const key = ({ Values = [] }: PartitionInput) => JSON.stringify(Values);
    const known = new Set(there.map(key));
    const missing = wanted.filter((partition) => !known.has(key(partition)));
    const wantedKeys = new Set(wanted.map(key));
    const gone = there.filter((partition) => !wantedKeys.has(key(partition)));
    for (let from = 0; from < missing.length; from += PARTITIONS_A_CALL) {
      const PartitionInputList = missing.slice(from, from + PARTITIONS_A_CALL);
      const { Errors = [] } = await patiently(
        clock,
        `writing partitions of ${DatabaseName}.${TableName}`,
        () =>
          glue.send(
            new BatchCreatePartitionCommand({ CatalogId, DatabaseName, TableName, PartitionInputList }),
          ),
      );
      const real = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
      if (real[0]) {
        throw new UpstreamError(
          'PARTITIONS_REFUSED',
          `${real.length} partitions of ${TableName}: ${real[0].ErrorDetail?.ErrorMessage}`,
          {
            userMessage: `Glue refused ${real.length} partitions of ${TableName}: ${real[0].ErrorDetail?.ErrorMessage ?? 'no reason given'}`,
            retryable: false,
          },
        );
      }
    }
    for (let from = 0; from < gone.length; from += DELETIONS_A_CALL) {
      const PartitionsToDelete = gone
        .slice(from, from + DELETIONS_A_CALL)
        .map(({ Values = [] }) => ({ Values }));
      await patiently(clock, `removing partitions of ${DatabaseName}.${TableName}`, () =>
        glue.send(
          new BatchDeletePartitionCommand({ CatalogId, DatabaseName, TableName, PartitionsToDelete }),
        ),
      );
    }
    return missing.length;
  };
}

async function readPartitions(
  glue: GlueClient,
  clock: Clock,
  table: { readonly CatalogId: string; readonly DatabaseName: string; readonly TableName: string },
): Promise<readonly PartitionInput[]> {
  const partitions = paged('partitions', async (token) => {
    const answer = await patiently(
      clock,
      `reading the partitions of ${table.DatabaseName}.${table.TableName}`,
      () =>
        glue.send(
          new GetPartitionsCommand({
            ...table,
            ExcludeColumnSchema: true,
            ...(token ? { NextToken: token } : {}),
          }),
        ),
    );
    return { items: answer.Partitions, token: answer.NextToken };
  });
  return (await collect(partitions)).map(toPartitionInput);
}
