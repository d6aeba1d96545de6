/** The time that both stand-ins and every function process follow: the machine's, moved by hand. */
export interface VirtualClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds by which this clock is ahead of the machine's. */
  offset(): number;
  advance(seconds: number): void;
  set(instant: Date): void;
  /** Called after each move by hand; returns a function that ends the listening. */
  onMove(listener: (offset: number) => void): () => void;
}

export function createClock(initialOffset = 0): VirtualClock {
  let offset = initialOffset;
  const listeners = new Set<(offset: number) => void>();
  const move = (next: number): void => {
    offset = next;
    for (const listener of listeners) {
      listener(offset);
    }
  };
  return {
    now: () => Date.now() + offset,
    offset: () => offset,
    advance: (seconds) => move(offset + seconds * 1000),
    set: (instant) => move(instant.getTime() - Date.now()),
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
