import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import { memberObject, memberText } from '../member.ts';
import { DYNAMO_TABLES } from './entities.ts';
import { arnOfIterator } from './iterator.ts';
import type { JsonObject } from './json.ts';

/** A table may be named by its ARN. */
export function plainTableName(input: JsonObject): JsonObject {
  const name = input['TableName'];
  return typeof name === 'string' && name.startsWith('arn:')
    ? { ...input, TableName: name.split('/').at(-1) }
    : input;
}

function tableArn(call: Call, name: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:dynamodb:${call.region}:${call.account}:table/${name}`;
}

/** What IAM must allow: batch and transaction operations are asked about by what they do to each table. */
export function dynamoNeeds(input: object, call: Call): readonly Need[] {
  const { operation } = call;
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return transactNeeds(input, call);
  }
  const requested = memberObject(input, 'RequestItems');
  if (requested) {
    return Object.keys(requested).map((name) => ({
      action: `dynamodb:${operation}`,
      resource: tableArn(call, name),
    }));
  }
  const tagged = memberText(input, 'ResourceArn');
  const name = memberText(input, 'TableName');
  const index = memberText(input, 'IndexName');
  const table = name === undefined ? (tagged ?? '*') : tableArn(call, name);
  const leading = name === undefined ? [] : leadingKeys(input, name, call);
  return [
    {
      action: `dynamodb:${operation}`,
      resource: index === undefined ? table : `${table}/index/${index}`,
      owner: table === '*' ? call.account : (table.split(':')[4] ?? call.account),
      ...(leading.length > 0 ? { context: { 'dynamodb:LeadingKeys': leading } } : {}),
    },
  ];
}

const ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
};

function transactNeeds(input: object, call: Call): readonly Need[] {
  const items: unknown = 'TransactItems' in input ? input.TransactItems : [];
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) =>
    Object.entries(typeof item === 'object' && item !== null ? item : {}).flatMap(
      ([kind, step]: [string, unknown]) => {
        const action = ACTIONS[kind];
        if (action === undefined || typeof step !== 'object' || step === null) {
          return [];
        }
        const name = memberText(step, 'TableName') ?? '';
        const leading = leadingKeys(step, name, call);
        return [
          {
            action,
            resource: tableArn(call, name),
            ...(leading.length > 0 ? { context: { 'dynamodb:LeadingKeys': leading } } : {}),
          },
        ];
      },
    ),
  );
}

/** The partition key values that a request names. */
function leadingKeys(input: object, name: string, call: Call): string[] {
  const key = call.state.in(DYNAMO_TABLES, call.account).get(name)?.keys[0];
  const source = memberObject(input, 'Key') ?? memberObject(input, 'Item');
  const value = key === undefined || !source ? undefined : memberObject(source, key);
  const text = value && (memberText(value, 'S') ?? memberText(value, 'N'));
  return text === undefined ? [] : [text];
}

export function streamNeeds(input: object, call: Call): readonly Need[] {
  const iterator = memberText(input, 'ShardIterator');
  const resource =
    memberText(input, 'StreamArn') ?? (iterator === undefined ? '*' : (arnOfIterator(iterator) ?? '*'));
  const owner = resource === '*' ? call.account : (resource.split(':')[4] ?? call.account);
  return [{ action: `dynamodb:${call.operation}`, resource, owner }];
}
