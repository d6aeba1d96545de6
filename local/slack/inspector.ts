import type { Problem } from '../../src/blocks/validate/rule.ts';
import type { VirtualClock } from '../clock.ts';

/** One request between Slack and the app, either way. */
export interface Inspected {
  readonly id: number;
  /** `app`: Slack asks the app. `slack`: the app asks Slack. */
  readonly to: 'app' | 'slack';
  /** `command`, `block_actions`, `view_submission`, `event:app_home_opened`…, or the Web API method. */
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly user?: string;
  /** HTTP status of the answer; 0 while or where there was none. */
  readonly status: number;
  /** Milliseconds until the whole answer was there. */
  readonly ackMs: number;
  readonly error?: string;
  /** For people: what came of it after the deadline. */
  readonly note?: string;
  /** What was refused, with pointers. */
  readonly problems?: readonly Problem[];
  readonly request?: unknown;
  readonly response?: unknown;
}

export interface Inspector {
  add(entry: Omit<Inspected, 'id' | 'at'>): Inspected;
  /** Replaces an entry: an answer that came after the deadline. */
  amend(id: number, change: Partial<Omit<Inspected, 'id'>>): void;
  find(id: number): Inspected | undefined;
  /** Oldest first. */
  entries(): readonly Inspected[];
}

const KEPT = 500;

export function createInspector(clock: VirtualClock, onChange: () => void): Inspector {
  let next = 1;
  let kept: Inspected[] = [];
  return {
    add(entry) {
      const inspected = { ...entry, id: next, at: clock.now() };
      next += 1;
      kept = [...kept, inspected].slice(-KEPT);
      onChange();
      return inspected;
    },
    amend(id, change) {
      kept = kept.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
      onChange();
    },
    find: (id) => kept.find((entry) => entry.id === id),
    entries: () => kept,
  };
}
