import type { Partition, PartitionInput, Table, TableInput } from '@aws-sdk/client-glue';

/**
 * What of a table Glue takes to make it anew. A list of what is wanted, since answers gain fields that requests refuse.
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
export function toTableInput(table: Table): TableInput {
  const {
    Name,
    Description,
    Retention,
    StorageDescriptor,
    PartitionKeys,
    ViewOriginalText,
    ViewExpandedText,
    TableType,
    Parameters,
  } = table;
  return {
    Name,
    ...(Description === undefined ? {} : { Description }),
    ...(Retention === undefined ? {} : { Retention }),
    ...(StorageDescriptor === undefined ? {} : { StorageDescriptor }),
    ...(PartitionKeys === undefined ? {} : { PartitionKeys }),
    ...(ViewOriginalText === undefined ? {} : { ViewOriginalText }),
    ...(ViewExpandedText === undefined ? {} : { ViewExpandedText }),
    ...(TableType === undefined ? {} : { TableType }),
    ...(Parameters === undefined ? {} : { Parameters }),
  };
}

export function toPartitionInput({
  Values,
  StorageDescriptor,
  Parameters,
  LastAccessTime,
}: Partition): PartitionInput {
  return {
    ...(Values === undefined ? {} : { Values }),
    ...(StorageDescriptor === undefined ? {} : { StorageDescriptor }),
    ...(Parameters === undefined ? {} : { Parameters }),
    ...(LastAccessTime === undefined ? {} : { LastAccessTime }),
  };
}
