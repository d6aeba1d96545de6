import type { VirtualClock } from '../clock.ts';

/** Does things later by the virtual clock: moving the clock by hand makes them due. */
export interface Timers {
  after(milliseconds: number, task: () => void): void;
  /** How many tasks are waiting. */
  waiting(): number;
  close(): void;
}

const LONGEST_WAIT_MS = 60_000;

export function createTimers(clock: VirtualClock): Timers {
  let tasks: { readonly due: number; readonly task: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    clearTimeout(timer);
    const now = clock.now();
    const due = tasks.filter((entry) => entry.due <= now);
    tasks = tasks.filter((entry) => entry.due > now);
    for (const { task } of due) {
      task();
    }
    if (tasks.length > 0) {
      const next = Math.min(...tasks.map((entry) => entry.due)) - clock.now();
      timer = setTimeout(run, Math.min(Math.max(next, 0), LONGEST_WAIT_MS)).unref();
    }
  };
  const stop = clock.onMove(run);
  return {
    after(milliseconds, task) {
      tasks.push({ due: clock.now() + milliseconds, task });
      setImmediate(run);
    },
    waiting: () => tasks.length,
    close() {
      stop();
      clearTimeout(timer);
      tasks = [];
    },
  };
}
