import type { Call } from '../call.ts';
import type { State } from '../state/state.ts';
import { Engine } from './engine.ts';
import { DYNAMO_TABLES, ITEMS } from './entities.ts';
import type { JsonObject } from './json.ts';

/** Holds one engine per account and brings it to what the state says, at start and after a call that failed half way. */
export class Desk {
  readonly #engines = new Map<string, Engine>();
  readonly #seconds = new Map<string, number>();
  readonly #region: string;

  constructor(region: string) {
    this.#region = region;
  }

  engine(call: Pick<Call, 'account'>): Engine {
    const engine = this.#engines.get(call.account) ?? new Engine(call.account, this.#region);
    this.#engines.set(call.account, engine);
    return engine;
  }

  /** Fills the engines from the state; called once, before the first call. */
  async load(state: State): Promise<void> {
    for (const account of state.scopes(DYNAMO_TABLES)) {
      const engine = this.engine({ account });
      for (const table of state.in(DYNAMO_TABLES, account).values()) {
        await engine.createTable(table.shape);
        for (const item of state.in(ITEMS, `${account}/${table.name}`).values()) {
          await engine.run('PutItem', { TableName: table.name, Item: item });
        }
      }
    }
  }

  /** Whether this is the first call of the account in this second of virtual time. */
  isNewSecond(call: Call): boolean {
    const second = Math.floor(call.now.getTime() / 1000);
    const last = this.#seconds.get(call.account);
    this.#seconds.set(call.account, second);
    return last !== second;
  }

  /** Puts one item of the engine back to what it was. */
  async restore(call: Call, table: string, key: JsonObject, before: JsonObject | undefined): Promise<void> {
    await (before
      ? this.engine(call).run('PutItem', { TableName: table, Item: before })
      : this.engine(call).run('DeleteItem', { TableName: table, Key: key }));
  }
}
