import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../wire/aws-error.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * dynalite's inner parts, called in the process and without its HTTP server: they are not a public interface, which is why the version is
 * pinned and nothing outside of this file knows them.
 */
interface DynaliteStore {
  readonly tableDb: { awsAccountId: string; awsRegion: string };
}
type Callback = (error: unknown, data?: JsonObject) => void;
interface DynaliteDb {
  create(options: object): DynaliteStore;
  checkConditional(data: object, item: Json | undefined): unknown;
}
interface DynaliteValidations {
  checkTypes(data: object, types: object): JsonObject;
  checkValidations(data: object, types: object, custom: unknown, store: DynaliteStore): void;
}
interface DynaliteAction {
  readonly types: object;
  readonly custom: unknown;
}

const load = createRequire(import.meta.url);

/** One account's tables in one region: expressions, validation, indexes, paging. Without streams, transactions or durability. */
export class Engine {
  readonly #store: DynaliteStore;
  readonly #db: DynaliteDb = load('dynalite/db');
  readonly #validations: DynaliteValidations = load('dynalite/validations');

  constructor(account: string, region: string) {
    this.#store = this.#db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    this.#store.tableDb.awsAccountId = account;
    this.#store.tableDb.awsRegion = region;
  }

  /** Runs an operation of dynalite. Throws its refusals as AWS errors. */
  async run(operation: string, input: object): Promise<JsonObject> {
    const name = lowerFirst(operation);
    const data = this.#validated(name, input);
    const action: (store: DynaliteStore, data: object, done: Callback) => void = load(
      `dynalite/actions/${name}`,
    );
    return new Promise((resolve, reject) => {
      action(this.#store, data, (error, answer) => (error ? reject(refusal(error)) : resolve(answer ?? {})));
    });
  }

  /** Makes a table and waits until dynalite takes items for it. Its answer still says CREATING, as AWS's does. */
  async createTable(input: object): Promise<JsonObject> {
    const answer = await this.run('CreateTable', input);
    const name = 'TableName' in input ? input.TableName : '';
    for (let turn = 0; turn < 1000; turn++) {
      const { Table } = await this.run('DescribeTable', { TableName: name });
      if (
        typeof Table === 'object' &&
        Table !== null &&
        'TableStatus' in Table &&
        Table['TableStatus'] === 'ACTIVE'
      ) {
        return answer;
      }
      await sleep(1);
    }
    throw new Error(`dynalite did not finish the table ${String(name)}`);
  }

  /** Whether the conditions of a write hold for an item. Throws for expressions that DynamoDB refuses. */
  conditionHolds(operation: string, input: object, item: JsonObject | undefined): boolean {
    const data = this.#validated(lowerFirst(operation), input);
    return !this.#db.checkConditional(data, item);
  }

  #validated(name: string, input: object): JsonObject {
    const { types, custom }: DynaliteAction = load(`dynalite/validations/${name}`);
    try {
      const data = this.#validations.checkTypes(structuredClone(input), types);
      this.#validations.checkValidations(data, types, custom, this.#store);
      return data;
    } catch (error) {
      throw refusal(error);
    }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** dynalite throws errors with the wire's body on them. */
function refusal(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('body' in error)) {
    return error;
  }
  if (typeof error.body !== 'object' || error.body === null) {
    return error;
  }
  const body = new Map<string, unknown>(Object.entries(error.body));
  const code = String(body.get('__type')).split('#').at(-1) ?? 'ValidationException';
  return new AwsError(code, String(body.get('message') ?? body.get('Message') ?? ''), { status: 400 });
}
