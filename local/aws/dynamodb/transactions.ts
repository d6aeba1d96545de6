import { createHash } from 'node:crypto';
import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Desk } from './desk.ts';
import { TOKENS } from './entities.ts';
import { follow, itemIn, keyOf, keyText } from './items.ts';
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts';
import { tableOf } from './tables.ts';

const MAX_ITEMS = 100;
/** A client request token is remembered for ten minutes. */
const TOKEN_MS = 600_000;

interface Step {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  readonly input: JsonObject;
  readonly table: string;
  readonly key: JsonObject;
  readonly before: JsonObject | undefined;
}

/**
 * All of the writes or none: every condition is looked at before the first write, and a write that fails takes the others back.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transactWrite(desk: Desk, input: JsonObject, call: Call): Promise<JsonObject> {
  const items = objectsOf(input['TransactItems']);
  if (items.length === 0 || items.length > MAX_ITEMS) {
    throw new AwsError(
      'ValidationException',
      `Member must have length less than or equal to ${MAX_ITEMS} and greater than 0 at 'transactItems'`,
    );
  }
  if (isRepeated(input, items, call)) {
    return {};
  }
  const steps = items.map((item) => readStep(item, call));
  const targets = new Set(steps.map(({ table, key }) => `${table}${keyText(key)}`));
  if (targets.size < steps.length) {
    throw new AwsError(
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    );
  }
  const reasons = steps.map((step) => reasonOf(desk, step, call));
  if (reasons.some(({ Code }) => Code !== 'None')) {
    throw cancelled(reasons);
  }
  const done: Step[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'ConditionCheck') {
      continue;
    }
    try {
      await desk.engine(call).run(`${step.kind}Item`, step.input);
      done.push(step);
    } catch (error) {
      for (const { table, key, before } of done.toReversed()) {
        await desk.restore(call, table, key, before);
      }
      if (!(error instanceof AwsError)) {
        throw error;
      }
      throw cancelled(
        reasons.map((reason, at) =>
          at === index ? { Code: 'ValidationError', Message: error.message } : reason,
        ),
      );
    }
  }
  for (const { table, key, before } of done) {
    await follow(desk, call, table, key, before);
  }
  return {};
}

/** The same token with the same request is answered without a second write; with another request it is refused. */
function isRepeated(input: JsonObject, items: readonly JsonObject[], call: Call): boolean {
  const token = textOf(input['ClientRequestToken']);
  if (token === undefined) {
    return false;
  }
  const digest = createHash('sha256').update(JSON.stringify(items)).digest('base64');
  const tokens = call.state.in(TOKENS, call.account);
  const known = tokens.get(token);
  if (known && call.now.getTime() - known.at.getTime() < TOKEN_MS) {
    if (known.digest !== digest) {
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    return true;
  }
  for (const old of tokens.keys()) {
    if (call.now.getTime() - (tokens.get(old)?.at.getTime() ?? 0) >= TOKEN_MS) {
      tokens.delete(old);
    }
  }
  tokens.put(token, { digest, at: call.now });
  return false;
}

function readStep(item: JsonObject, call: Call): Step {
  const named = Object.entries(item).filter(([, value]) => isObject(value));
  const [kind, input] = named[0] ?? [];
  if (named.length !== 1 || !isObject(input) || !isKind(kind)) {
    throw new AwsError(
      'ValidationException',
      'TransactItems can only contain one of Check, Put, Update or Delete',
    );
  }
  const table = tableOf(call, textOf(input['TableName']) ?? '');
  const source = kind === 'Put' ? input['Item'] : input['Key'];
  const key = keyOf(table, isObject(source) ? source : {});
  return { kind, input, table: table.name, key, before: itemIn(call, table.name, key) };
}

function isKind(text: string | undefined): text is Step['kind'] {
  return text === 'Put' || text === 'Update' || text === 'Delete' || text === 'ConditionCheck';
}

function reasonOf(desk: Desk, step: Step, call: Call): JsonObject {
  const operation = step.kind === 'ConditionCheck' ? 'DeleteItem' : `${step.kind}Item`;
  if (desk.engine(call).conditionHolds(operation, step.input, step.before)) {
    return { Code: 'None' };
  }
  const shows = step.input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD' && step.before;
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(shows ? { Item: shows } : {}),
  };
}

function cancelled(reasons: readonly JsonObject[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError('TransactionCanceledException', message, {
    members: { CancellationReasons: [...reasons] },
  });
}
