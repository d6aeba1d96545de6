/** What is looked after at every tick of the schedule. */
export const TICKS = ['renew-tokens', 'sync-catalogue', 'sweep', 'drift'] as const;
