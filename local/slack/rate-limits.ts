import type { VirtualClock } from '../clock.ts';
import { SlackFault } from './slack-fault.ts';

/**
 * Calls a minute of Slack's tiers; `channel` is the posting limit of one a second in each channel with a short burst.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const RATES = {
  tier1: { perMinute: 1, burst: 1 },
  tier2: { perMinute: 20, burst: 20 },
  tier3: { perMinute: 50, burst: 50 },
  tier4: { perMinute: 100, burst: 100 },
  /** "Special": generous, no number published. */
  special: { perMinute: 600, burst: 600 },
  /** The burst is our own choice; Slack says only that short bursts pass. */
  channel: { perMinute: 60, burst: 5 },
} as const;
export type Rate = keyof typeof RATES;

export interface RateLimits {
  /** Takes one call from a bucket; throws `ratelimited` (HTTP 429 with `Retry-After`) when it is empty. */
  take(key: string, rate: Rate): void;
  /** How full each bucket is that was touched in the last minute. */
  usage(): readonly { readonly key: string; readonly left: number; readonly of: number }[];
}

/** Token buckets on the virtual clock. `speed` multiplies every rate; 0 switches the limits off. */
export function createRateLimits(clock: VirtualClock, speed: number): RateLimits {
  const buckets = new Map<string, { tokens: number; at: number; rate: Rate }>();
  return {
    take(key, rate) {
      if (speed === 0) {
        return;
      }
      const perMs = (RATES[rate].perMinute * speed) / 60_000;
      const burst = RATES[rate].burst * Math.max(1, speed);
      const bucket = buckets.get(key) ?? { tokens: burst, at: clock.now(), rate };
      const tokens = Math.min(burst, bucket.tokens + Math.max(0, clock.now() - bucket.at) * perMs);
      if (tokens < 1) {
        buckets.set(key, { tokens, at: clock.now(), rate });
        throw rateLimited(Math.ceil((1 - tokens) / perMs / 1000));
      }
      buckets.set(key, { tokens: tokens - 1, at: clock.now(), rate });
    },
    usage: () =>
      [...buckets]
        .filter(([, { at }]) => clock.now() - at < 60_000)
        .map(([key, { tokens, at, rate }]) => {
          const of = RATES[rate].burst * Math.max(1, speed);
          const refilled = tokens + (Math.max(0, clock.now() - at) * RATES[rate].perMinute * speed) / 60_000;
          return { key, left: Math.floor(Math.min(of, refilled)), of };
        }),
  };
}

export function rateLimited(seconds: number): SlackFault {
  return new SlackFault('ratelimited', {}, { status: 429, headers: { 'retry-after': String(seconds) } });
}
