/** When the schedule was seen alive, by the sweeps that ended. */
export interface Ticks {
  /** `at`: when the tick sent its jobs, in epoch seconds. */
  seen(at: number): Promise<void>;
  /** The last one, and the seconds between it and the one before; `undefined` where none was ever seen. */
  last(): Promise<{ readonly at: number; readonly every: number } | undefined>;
}
