import { randomUUID } from 'node:crypto';
import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Desk } from './desk.ts';
import { DYNAMO_TABLES, type DynamoStream, type DynamoTable, ITEMS, STREAMS } from './entities.ts';
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';
import { complete, described, shapeOf } from './table-description.ts';

export type TableOperation = (desk: Desk, input: JsonObject, call: Call) => Promise<JsonObject>;

export function noSuchTable(name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

export function tableOf(call: Call, name: string): DynamoTable {
  const table = call.state.in(DYNAMO_TABLES, call.account).get(name);
  if (!table) {
    throw noSuchTable(name);
  }
  return table;
}

export const nameIn = (input: JsonObject) => textOf(input['TableName']) ?? '';
const arnOf = (call: Call, table: string) => `arn:aws:dynamodb:${call.region}:${call.account}:table/${table}`;

function openStream(call: Call, table: string, keySchema: readonly JsonObject[], view: string): DynamoStream {
  const label = call.now.toISOString().replace('Z', '');
  const stream = {
    arn: `${arnOf(call, table)}/stream/${label}`,
    label,
    table,
    view,
    enabled: true,
    keySchema,
    createdAt: call.now,
  };
  call.state.in(STREAMS, call.account).put(stream.arn, stream);
  return stream;
}

function viewIn(input: JsonObject): string | undefined {
  const wanted = input['StreamSpecification'];
  if (!isObject(wanted) || wanted['StreamEnabled'] !== true) {
    return undefined;
  }
  const view = textOf(wanted['StreamViewType']);
  if (view === undefined) {
    throw new AwsError(
      'ValidationException',
      'One or more parameter values were invalid: StreamViewType is required when the stream is enabled',
    );
  }
  return view;
}

export const tableOperations: Readonly<Record<string, TableOperation>> = {
  async CreateTable(desk, input, call) {
    const description = described(await desk.engine(call).createTable(input));
    const name = nameIn(input);
    const keySchema = objectsOf(input['KeySchema']);
    const view = viewIn(input);
    const table: DynamoTable = {
      name,
      id: randomUUID(),
      createdAt: call.now,
      shape: shapeOf({
        ...description,
        BillingModeSummary: { BillingMode: input['BillingMode'] ?? 'PROVISIONED' },
      }),
      keys: keySchema.map(({ AttributeName }) => textOf(AttributeName) ?? ''),
      tags: objectsOf(input['Tags']),
      deletionProtection: input['DeletionProtectionEnabled'] === true,
      pointInTimeRecovery: false,
      ...(view === undefined ? {} : { stream: openStream(call, name, keySchema, view).arn }),
    };
    call.state.in(DYNAMO_TABLES, call.account).put(name, table);
    return { TableDescription: complete(call, table, description) };
  },

  async DescribeTable(desk, input, call) {
    const table = tableOf(call, nameIn(input));
    const { Table } = await desk.engine(call).run('DescribeTable', input);
    return { Table: complete(call, table, isObject(Table) ? Table : {}) };
  },

  async ListTables(desk, input, call) {
    return desk.engine(call).run('ListTables', input);
  },

  async UpdateTable(desk, input, call) {
    const table = tableOf(call, nameIn(input));
    const { StreamSpecification, DeletionProtectionEnabled, ...rest } = input;
    const others = Object.keys(rest).filter((name) => !['TableName', 'AttributeDefinitions'].includes(name));
    const description = described(
      others.length > 0
        ? await desk.engine(call).run('UpdateTable', rest)
        : await desk.engine(call).run('DescribeTable', { TableName: table.name }),
      others.length > 0 ? 'TableDescription' : 'Table',
    );
    let next: DynamoTable = {
      ...table,
      shape: shapeOf(description),
      deletionProtection:
        typeof DeletionProtectionEnabled === 'boolean' ? DeletionProtectionEnabled : table.deletionProtection,
    };
    if (isObject(StreamSpecification)) {
      const streams = call.state.in(STREAMS, call.account);
      const old = table.stream === undefined ? undefined : streams.get(table.stream);
      if (old?.enabled === StreamSpecification['StreamEnabled']) {
        const text = old?.enabled ? 'Table already has an enabled stream' : 'Table has no stream to disable';
        throw new AwsError('ValidationException', `${text}: TableName: ${table.name}`);
      }
      if (old?.enabled) {
        streams.put(old.arn, { ...old, enabled: false });
      }
      const view = viewIn(input);
      const keySchema = objectsOf(table.shape['KeySchema']);
      next =
        view === undefined ? next : { ...next, stream: openStream(call, table.name, keySchema, view).arn };
    }
    call.state.in(DYNAMO_TABLES, call.account).put(table.name, next);
    return { TableDescription: complete(call, next, description) };
  },

  async DeleteTable(desk, input, call) {
    const table = tableOf(call, nameIn(input));
    if (table.deletionProtection) {
      throw new AwsError(
        'ValidationException',
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first. Table: ${table.name}`,
      );
    }
    const description = described(await desk.engine(call).run('DeleteTable', input));
    call.state.in(DYNAMO_TABLES, call.account).delete(table.name);
    const items = call.state.in(ITEMS, `${call.account}/${table.name}`);
    for (const key of items.keys()) {
      items.delete(key);
    }
    const stream =
      table.stream === undefined ? undefined : call.state.in(STREAMS, call.account).get(table.stream);
    if (stream) {
      call.state.in(STREAMS, call.account).put(stream.arn, { ...stream, enabled: false });
    }
    return { TableDescription: complete(call, table, description) };
  },
};
