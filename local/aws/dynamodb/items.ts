import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Desk } from './desk.ts';
import { DYNAMO_TABLES, type DynamoTable, ITEMS } from './entities.ts';
import { isObject, type Json, type JsonObject, objectsOf, textOf } from './json.ts';
import { recordChange } from './stream-writer.ts';
import { noSuchTable, tableOf } from './tables.ts';

/** The key attributes of an item. */
export function keyOf(table: DynamoTable, item: JsonObject): JsonObject {
  return Object.fromEntries(table.keys.map((name) => [name, item[name]]));
}

/** Equal keys have equal texts, also where a number is written in two ways. */
export function keyText(key: JsonObject): string {
  return JSON.stringify(
    Object.keys(key)
      .sort()
      .map((name) => {
        const value = key[name];
        const number = isObject(value) ? textOf(value['N']) : undefined;
        return [name, number === undefined ? value : { N: String(Number(number)) }];
      }),
  );
}

export function itemIn(call: Call, table: string, key: JsonObject): JsonObject | undefined {
  return call.state.in(ITEMS, `${call.account}/${table}`).get(keyText(key));
}

/** Takes what a write left behind over into the state and the stream. */
export async function follow(
  desk: Desk,
  call: Call,
  table: string,
  key: JsonObject,
  before: JsonObject | undefined,
): Promise<void> {
  const { Item } = await desk
    .engine(call)
    .run('GetItem', { TableName: table, Key: key, ConsistentRead: true });
  const after = isObject(Item) ? Item : undefined;
  const items = call.state.in(ITEMS, `${call.account}/${table}`);
  if (after) {
    items.put(keyText(key), after);
  } else {
    items.delete(keyText(key));
  }
  recordChange(call, call.account, { table, key, before, after });
}

type ItemOperation = (desk: Desk, input: JsonObject, call: Call) => Promise<JsonObject>;

function single(operation: 'PutItem' | 'UpdateItem' | 'DeleteItem'): ItemOperation {
  return async (desk, input, call) => {
    const table = call.state.in(DYNAMO_TABLES, call.account).get(textOf(input['TableName']) ?? '');
    const source = operation === 'PutItem' ? input['Item'] : input['Key'];
    if (!table) {
      // dynalite words the refusals of bad input; one that is well formed meets the missing table.
      await desk.engine(call).run(operation, input);
      throw noSuchTable(textOf(input['TableName']) ?? '');
    }
    const key = keyOf(table, isObject(source) ? source : {});
    const before = itemIn(call, table.name, key);
    try {
      const answer = await desk.engine(call).run(operation, input);
      await follow(desk, call, table.name, key, before);
      return answer;
    } catch (error) {
      const wantsItem = input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';
      if (
        error instanceof AwsError &&
        error.code === 'ConditionalCheckFailedException' &&
        wantsItem &&
        before
      ) {
        throw new AwsError(error.code, error.message, { members: { Item: before } });
      }
      throw error;
    }
  };
}

export const itemOperations: Readonly<Record<string, ItemOperation>> = {
  PutItem: single('PutItem'),
  UpdateItem: single('UpdateItem'),
  DeleteItem: single('DeleteItem'),

  async BatchWriteItem(desk, input, call) {
    const touched: { table: string; key: JsonObject; before: JsonObject | undefined }[] = [];
    for (const [name, requests] of Object.entries(
      isObject(input['RequestItems']) ? input['RequestItems'] : {},
    )) {
      const table = call.state.in(DYNAMO_TABLES, call.account).get(name);
      for (const request of table ? objectsOf(requests) : []) {
        const key = batchKey(table, request);
        touched.push({ table: name, key, before: itemIn(call, name, key) });
      }
    }
    const answer = await desk.engine(call).run('BatchWriteItem', input);
    for (const { table, key, before } of touched) {
      await follow(desk, call, table, key, before);
    }
    return answer;
  },

  GetItem: (desk, input, call) => desk.engine(call).run('GetItem', input),
  BatchGetItem: (desk, input, call) => desk.engine(call).run('BatchGetItem', input),
  Query: (desk, input, call) => desk.engine(call).run('Query', input),
  Scan: (desk, input, call) => desk.engine(call).run('Scan', input),

  async TransactGetItems(desk, input, call) {
    const responses: JsonObject[] = [];
    for (const { Get } of objectsOf(input['TransactItems'])) {
      const get = isObject(Get) ? Get : {};
      tableOf(call, textOf(get['TableName']) ?? '');
      const { Item } = await desk.engine(call).run('GetItem', { ...get, ConsistentRead: true });
      responses.push(Item === undefined ? {} : { Item });
    }
    return { Responses: responses };
  },
};

function batchKey(table: DynamoTable | undefined, { PutRequest, DeleteRequest }: JsonObject): JsonObject {
  const inner = (request: Json | undefined, member: string) =>
    isObject(request) && isObject(request[member]) ? request[member] : undefined;
  const source = inner(DeleteRequest, 'Key') ?? inner(PutRequest, 'Item') ?? {};
  return table ? keyOf(table, source) : {};
}
