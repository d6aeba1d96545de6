import type { Call } from '../call.ts';
import { type DynamoTable, ITEMS, STREAMS } from './entities.ts';
import { isObject, type JsonObject, objectsOf } from './json.ts';

/** dynalite's description with what it does not know. */
export function complete(call: Call, table: DynamoTable, description: JsonObject): JsonObject {
  const stream =
    table.stream === undefined ? undefined : call.state.in(STREAMS, call.account).get(table.stream);
  const { TableThroughputModeSummary: _mode, ...known } = description;
  return {
    ...known,
    TableId: table.id,
    CreationDateTime: table.createdAt.getTime() / 1000,
    ItemCount: call.state.in(ITEMS, `${call.account}/${table.name}`).size,
    DeletionProtectionEnabled: table.deletionProtection,
    ...(stream
      ? {
          LatestStreamArn: stream.arn,
          LatestStreamLabel: stream.label,
          ...(stream.enabled
            ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.view } }
            : {}),
        }
      : {}),
  };
}

/** The input of CreateTable from which the table, as it is now, could be made again. */
export function shapeOf(description: JsonObject): JsonObject {
  const index = ({ IndexName, KeySchema, Projection, ProvisionedThroughput }: JsonObject): JsonObject => ({
    IndexName,
    KeySchema,
    Projection,
    ...(onDemand ? {} : { ProvisionedThroughput: throughput(ProvisionedThroughput) }),
  });
  const billing = description['BillingModeSummary'];
  const onDemand = isObject(billing) && billing['BillingMode'] === 'PAY_PER_REQUEST';
  const global = objectsOf(description['GlobalSecondaryIndexes']).map(index);
  const local = objectsOf(description['LocalSecondaryIndexes']).map(
    ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
  );
  return {
    TableName: description['TableName'],
    AttributeDefinitions: description['AttributeDefinitions'],
    KeySchema: description['KeySchema'],
    ...(onDemand
      ? { BillingMode: 'PAY_PER_REQUEST' }
      : { ProvisionedThroughput: throughput(description['ProvisionedThroughput']) }),
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
  };
}

function throughput(value: JsonObject[string]): JsonObject {
  const units = isObject(value) ? value : {};
  return {
    ReadCapacityUnits: units['ReadCapacityUnits'] || 1,
    WriteCapacityUnits: units['WriteCapacityUnits'] || 1,
  };
}

export function described(answer: JsonObject, member = 'TableDescription'): JsonObject {
  const description = answer[member];
  return isObject(description) ? description : {};
}
