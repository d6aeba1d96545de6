import type * as sdk from '@aws-sdk/client-glue';
import type { Call, Handlers } from '../call.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { type CatalogView, notFound, requireRight, tableOf, viewCatalog } from './access.ts';
import { PARTITIONS, type Partition, type Table } from './entities.ts';
import { invalid } from './names.ts';
import { partitionFilter } from './partition-expression.ts';
import { followDatabase } from './tables.ts';

const CREATE_LIMIT = 100;
const DELETE_LIMIT = 25;
const GET_LIMIT = 1000;

interface Place {
  readonly CatalogId?: string | undefined;
  readonly DatabaseName: string;
  readonly TableName: string;
}

/** The table whose partitions are meant, also through links. */
function placeOf(
  input: Place,
  call: Call,
): { readonly table: Table; readonly view: CatalogView; readonly scope: string } {
  const { view, database } = followDatabase(input, call);
  const named = tableOf(view, database.name, input.TableName, call);
  const target = named.input.TargetTable;
  const beyond = target ? viewCatalog({ CatalogId: target.CatalogId }, call) : view;
  const table = target ? tableOf(beyond, target.DatabaseName ?? '', target.Name ?? '', call) : named;
  return { table, view: beyond, scope: `${table.account}/${table.database}/${table.name}` };
}

function forWriting(input: Place, call: Call) {
  const place = placeOf(input, call);
  requireRight(place.view.rights.table(place.table.database, place.table.name), 'ALTER', place.table.name);
  return place;
}

const keyOf = (values: readonly string[]) => JSON.stringify(values);

function create(
  call: Call,
  { table, scope }: { readonly table: Table; readonly scope: string },
  input: Checked<sdk.PartitionInput>,
): void {
  const values = input.Values ?? [];
  if (values.length !== (table.input.PartitionKeys?.length ?? 0)) {
    throw invalid('The number of partition keys do not match the number of partition values');
  }
  const partitions = call.state.in(PARTITIONS, scope);
  if (partitions.has(keyOf(values))) {
    throw new AwsError('AlreadyExistsException', 'Partition already exists.');
  }
  partitions.put(keyOf(values), { values, input, createdAt: call.now });
}

function describe(partition: Partition, table: Table) {
  return {
    ...partition.input,
    Values: [...partition.values],
    DatabaseName: table.database,
    TableName: table.name,
    CatalogId: table.account,
    CreationTime: partition.createdAt,
  };
}

function errorsOf<T>(items: readonly T[], valuesOf: (item: T) => readonly string[], step: (item: T) => void) {
  return items.flatMap((item) => {
    try {
      step(item);
      return [];
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      return [
        {
          PartitionValues: [...valuesOf(item)],
          ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message },
        },
      ];
    }
  });
}

export const partitionHandlers: Handlers = {
  CreatePartition(input: Checked<sdk.CreatePartitionRequest>, call) {
    create(call, forWriting(input, call), input.PartitionInput);
    return {};
  },

  BatchCreatePartition(input: Checked<sdk.BatchCreatePartitionRequest>, call) {
    if (input.PartitionInputList.length > CREATE_LIMIT) {
      throw invalid(
        `1 validation error detected: Value at 'partitionInputList' failed to satisfy constraint: Member must have length less than or equal to ${CREATE_LIMIT}`,
      );
    }
    const place = forWriting(input, call);
    const errors = errorsOf(
      input.PartitionInputList,
      ({ Values }) => Values ?? [],
      (item) => create(call, place, item),
    );
    return errors.length > 0 ? { Errors: errors } : {};
  },

  GetPartition(input: Checked<sdk.GetPartitionRequest>, call) {
    const { table, scope } = placeOf(input, call);
    const partition = call.state.in(PARTITIONS, scope).get(keyOf(input.PartitionValues));
    if (!partition) {
      throw notFound('Partition not found.');
    }
    return { Partition: describe(partition, table) };
  },

  GetPartitions(input: Checked<sdk.GetPartitionsRequest>, call) {
    const { table, scope } = placeOf(input, call);
    const fits = partitionFilter(input.Expression, table);
    const { Segment } = input;
    const all = call.state
      .in(PARTITIONS, scope)
      .values()
      .filter(
        (partition, index) =>
          fits(partition.values) && (!Segment || index % Segment.TotalSegments === Segment.SegmentNumber),
      );
    const { page, next } = pageOf(all, {
      token: input.NextToken,
      size: Math.min(input.MaxResults ?? GET_LIMIT, GET_LIMIT),
      code: 'InvalidInputException',
    });
    const shown = page.map((partition) => describe(partition, table));
    const without = (partition: ReturnType<typeof describe>) => ({
      ...partition,
      StorageDescriptor: partition.StorageDescriptor && {
        ...partition.StorageDescriptor,
        Columns: undefined,
      },
    });
    return { Partitions: input.ExcludeColumnSchema ? shown.map(without) : shown, NextToken: next };
  },

  BatchGetPartition(input: Checked<sdk.BatchGetPartitionRequest>, call) {
    const { table, scope } = placeOf(input, call);
    if (input.PartitionsToGet.length > GET_LIMIT) {
      throw invalid(`At most ${GET_LIMIT} partitions can be read in one call`);
    }
    const partitions = call.state.in(PARTITIONS, scope);
    const found = input.PartitionsToGet.flatMap(({ Values }) => partitions.get(keyOf(Values)) ?? []);
    return { Partitions: found.map((partition) => describe(partition, table)), UnprocessedKeys: [] };
  },

  UpdatePartition(input: Checked<sdk.UpdatePartitionRequest>, call) {
    const { scope } = forWriting(input, call);
    const partitions = call.state.in(PARTITIONS, scope);
    const old = partitions.get(keyOf(input.PartitionValueList));
    if (!old) {
      throw notFound('Partition not found.');
    }
    const values = input.PartitionInput.Values ?? old.values;
    if (keyOf(values) !== keyOf(old.values)) {
      partitions.delete(keyOf(old.values));
    }
    partitions.put(keyOf(values), { ...old, values, input: input.PartitionInput });
    return {};
  },

  DeletePartition(input: Checked<sdk.DeletePartitionRequest>, call) {
    const { scope } = forWriting(input, call);
    if (!call.state.in(PARTITIONS, scope).delete(keyOf(input.PartitionValues))) {
      throw notFound('Partition not found.');
    }
    return {};
  },

  BatchDeletePartition(input: Checked<sdk.BatchDeletePartitionRequest>, call) {
    if (input.PartitionsToDelete.length > DELETE_LIMIT) {
      throw invalid(`At most ${DELETE_LIMIT} partitions can be deleted in one call`);
    }
    const { scope } = forWriting(input, call);
    const errors = errorsOf(
      input.PartitionsToDelete,
      ({ Values }) => Values,
      ({ Values }) => {
        if (!call.state.in(PARTITIONS, scope).delete(keyOf(Values))) {
          throw notFound('Partition not found.');
        }
      },
    );
    return errors.length > 0 ? { Errors: errors } : {};
  },
};
