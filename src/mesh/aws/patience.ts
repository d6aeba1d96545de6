import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports.ts';
import { isPassing, translateAwsError } from './translate-error.ts';

/** The real clock, or the one given; its sleep ends early, by throwing, when the signal fires. */
export function createClock(now: () => Date, signal: AbortSignal | undefined): Clock {
  return {
    now,
    sleep: async (ms) => {
      await wait(ms, undefined, signal ? { signal } : {});
    },
  };
}

/** Milliseconds before the n-th repetition: full jitter, doubling, at most `cap`. */
export function backoff(attempt: number, base = 100, cap = 5_000): number {
  return Math.random() * Math.min(cap, base * 2 ** attempt);
}

/**
 * Sends until it works, is refused for good, or the tries are used up; every error leaves as a `MeshError`. The SDK repeats throttling by
 * itself, but not ConcurrentModificationException, which Lake Formation and Glue answer to two changes of one resource at once.
 */
export async function patiently<T>(
  clock: Clock,
  doing: string,
  send: () => Promise<T>,
  tries = 6,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt + 1 >= tries || !isPassing(error)) {
        throw translateAwsError(error, doing);
      }
      await clock.sleep(backoff(attempt));
    }
  }
}
