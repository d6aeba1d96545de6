import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { DYNAMO_TABLES, type DynamoTable } from './entities.ts';
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';
import { nameIn, type TableOperation, tableOf } from './tables.ts';

/** These two operations have a word of their own for a table that is not there. */
function backedUpTable(input: JsonObject, call: Call): DynamoTable {
  const table = call.state.in(DYNAMO_TABLES, call.account).get(nameIn(input));
  if (!table) {
    throw new AwsError('TableNotFoundException', `Table not found: ${nameIn(input)}`);
  }
  return table;
}

function backups(table: DynamoTable): JsonObject {
  const status = table.pointInTimeRecovery ? 'ENABLED' : 'DISABLED';
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
  };
}

function taggedTable(input: JsonObject, call: Call): DynamoTable {
  const arn = textOf(input['ResourceArn']) ?? '';
  const name = /:table\/([^/]+)$/.exec(arn)?.[1] ?? '';
  if (!call.state.in(DYNAMO_TABLES, call.account).has(name)) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: ResourcArn: ${arn} not found`,
    );
  }
  return tableOf(call, name);
}

export const tableSettingOperations: Readonly<Record<string, TableOperation>> = {
  async UpdateTimeToLive(_desk, input, call) {
    const table = tableOf(call, nameIn(input));
    const wanted = input['TimeToLiveSpecification'];
    const enabled = isObject(wanted) && wanted['Enabled'] === true;
    const attribute = isObject(wanted) ? (textOf(wanted['AttributeName']) ?? '') : '';
    if (enabled === (table.ttl !== undefined)) {
      throw new AwsError('ValidationException', `TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    }
    const { ttl: _old, ...rest } = table;
    call.state.in(DYNAMO_TABLES, call.account).put(table.name, enabled ? { ...rest, ttl: attribute } : rest);
    return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
  },

  async DescribeTimeToLive(_desk, input, call) {
    const { ttl } = tableOf(call, nameIn(input));
    return {
      TimeToLiveDescription:
        ttl === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl },
    };
  },

  async UpdateContinuousBackups(_desk, input, call) {
    const table = backedUpTable(input, call);
    const wanted = input['PointInTimeRecoverySpecification'];
    const next = {
      ...table,
      pointInTimeRecovery: isObject(wanted) && wanted['PointInTimeRecoveryEnabled'] === true,
    };
    call.state.in(DYNAMO_TABLES, call.account).put(table.name, next);
    return { ContinuousBackupsDescription: backups(next) };
  },

  async DescribeContinuousBackups(_desk, input, call) {
    return { ContinuousBackupsDescription: backups(backedUpTable(input, call)) };
  },

  async TagResource(_desk, input, call) {
    const table = taggedTable(input, call);
    const tags = new Map([...table.tags, ...objectsOf(input['Tags'])].map((tag) => [tag['Key'], tag]));
    call.state.in(DYNAMO_TABLES, call.account).put(table.name, { ...table, tags: [...tags.values()] });
    return {};
  },

  async UntagResource(_desk, input, call) {
    const table = taggedTable(input, call);
    const gone = Array.isArray(input['TagKeys']) ? input['TagKeys'] : [];
    call.state
      .in(DYNAMO_TABLES, call.account)
      .put(table.name, { ...table, tags: table.tags.filter(({ Key }) => !gone.includes(Key ?? '')) });
    return {};
  },

  async ListTagsOfResource(_desk, input, call) {
    return { Tags: [...taggedTable(input, call).tags] };
  },
};
