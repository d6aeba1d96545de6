import type { Collection } from '../state/collection.ts';
import type { Bucket, Change, State } from '../state/state.ts';
import { GROUPS, POLICIES, ROLES, USERS } from './entities.ts';

/** IAM as those see it who decide by it. */
export interface IamView {
  in<T>(kind: Collection<T>, scope: string): Pick<Bucket<T>, 'get' | 'values'>;
}

interface Replaced {
  readonly key: string;
  /** `undefined`: there was none. */
  readonly was: unknown;
  /** Virtual time at which it was replaced; epoch milliseconds. */
  readonly at: number;
}

const KINDS: ReadonlySet<string> = new Set([ROLES, USERS, GROUPS, POLICIES].map(({ name }) => name));

/**
 * What IAM spreads takes a while: until then roles are taken and calls are allowed by what was there before, be it more or less. What IAM itself
 * lists is new at once. A restart of the stand-in ends every wait.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export class SettlingIam {
  readonly #replaced = new Map<string, Replaced[]>();

  /** Keeps what a successful call replaced for as long as somebody may still see it. */
  remember(undo: readonly Change[], now: number, delayMs: number): void {
    for (const [kind, scope, key, was] of delayMs > 0 ? undo : []) {
      if (KINDS.has(kind)) {
        const place = `${kind} ${scope}`;
        const recent = (this.#replaced.get(place) ?? []).filter(({ at }) => at > now - delayMs);
        this.#replaced.set(place, [...recent, { key, was, at: now }]);
      }
    }
  }

  view(state: State, now: number, delayMs: number): IamView {
    if (delayMs === 0) {
      return state;
    }
    return {
      in: (kind, scope) => {
        const recent = (this.#replaced.get(`${kind.name} ${scope}`) ?? []).filter(
          ({ at }) => at > now - delayMs,
        );
        const current = state.in(kind, scope);
        const get = (key: string) => {
          const first = recent.find((each) => each.key === key);
          if (!first) {
            return current.get(key);
          }
          return kind.holds(first.was) ? first.was : undefined;
        };
        const keys = () => new Set([...current.keys(), ...recent.map(({ key }) => key)]);
        return { get, values: () => [...keys()].map(get).filter((value) => value !== undefined) };
      },
    };
  }
}
