import type { Collection } from './collection.ts';

/** One write: collection, scope (mostly an account), key, and the new value; `undefined` removes. */
export type Change = readonly [collection: string, scope: string, key: string, value: unknown];

/** The things of one collection in one scope, in the order in which they first came. */
export interface Bucket<T> {
  get(key: string): T | undefined;
  has(key: string): boolean;
  put(key: string, value: T): void;
  delete(key: string): boolean;
  keys(): string[];
  values(): T[];
  readonly size: number;
}

type Values = Map<string, unknown>;

/**
 * All that the stand-in knows. Values are replaced, never changed in place; what a call wrote is taken back when it fails and handed to
 * the journal when it succeeds.
 */
export class State {
  readonly #collections = new Map<string, Map<string, Values>>();
  #changes: Change[] = [];
  #undo: Change[] = [];

  in<T>(kind: Collection<T>, scope: string): Bucket<T> {
    const values = (): Values | undefined => this.#collections.get(kind.name)?.get(scope);
    return {
      get: (key) => {
        const value = values()?.get(key);
        return kind.holds(value) ? value : undefined;
      },
      has: (key) => values()?.has(key) ?? false,
      put: (key, value) => this.#write(kind.name, scope, key, value),
      delete: (key) => {
        if (!values()?.has(key)) {
          return false;
        }
        this.#write(kind.name, scope, key, undefined);
        return true;
      },
      keys: () => [...(values()?.keys() ?? [])],
      values: () => {
        const list: T[] = [];
        for (const value of values()?.values() ?? []) {
          if (kind.holds(value)) {
            list.push(value);
          }
        }
        return list;
      },
      get size() {
        return values()?.size ?? 0;
      },
    };
  }

  /** Scopes that hold something of this kind. */
  scopes(kind: Collection<unknown>): string[] {
    return [...(this.#collections.get(kind.name)?.entries() ?? [])]
      .filter(([, values]) => values.size > 0)
      .map(([scope]) => scope);
  }

  /** What the current call has written so far. */
  changes(): readonly Change[] {
    return this.#changes;
  }

  /** What the current call has replaced so far, oldest first: the values that were there before. */
  replaced(): readonly Change[] {
    return this.#undo;
  }

  /** Ends a successful call. */
  commit(): void {
    this.#changes = [];
    this.#undo = [];
  }

  /** Ends a failed call: as if it had not been. */
  rollback(): void {
    for (const [name, scope, key, value] of this.#undo.reverse()) {
      this.#set(name, scope, key, value);
    }
    this.#changes = [];
    this.#undo = [];
  }

  /** Takes over changes from the journal or a snapshot. */
  apply(change: Change): void {
    this.#set(...change);
  }

  *dump(): Iterable<Change> {
    for (const [name, scopes] of this.#collections) {
      for (const [scope, values] of scopes) {
        for (const [key, value] of values) {
          yield [name, scope, key, value];
        }
      }
    }
  }

  #write(name: string, scope: string, key: string, value: unknown): void {
    this.#undo.push([name, scope, key, this.#collections.get(name)?.get(scope)?.get(key)]);
    this.#changes.push([name, scope, key, value]);
    this.#set(name, scope, key, value);
  }

  #set(name: string, scope: string, key: string, value: unknown): void {
    const scopes = this.#collections.get(name) ?? new Map<string, Values>();
    this.#collections.set(name, scopes);
    const values = scopes.get(scope) ?? new Map<string, unknown>();
    scopes.set(scope, values);
    if (value === undefined) {
      values.delete(key);
    } else {
      values.set(key, value);
    }
  }
}
