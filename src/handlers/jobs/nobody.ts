/** Jobs of the schedule and of the stream have no person behind them. */
export const NOBODY = '-';
