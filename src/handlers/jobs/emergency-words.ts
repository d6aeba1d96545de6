import type { Emergency } from './emergencies.ts';

/** Up to so many, every job says how far it has come. */
export const COUNTED = 50;

export const WORDS: Readonly<
  Record<
    Emergency,
    { readonly title: string; readonly submit: string; readonly says: string; readonly past: string }
  >
> = {
  suspend: {
    title: 'Suspend access',
    submit: 'Suspend',
    says: 'Every grant is taken away now; requests wait and nothing is granted until you type `/mesh resume`. The records stay, so that all of it can be given back as it was.',
    past: 'suspended',
  },
  resume: {
    title: 'Resume access',
    submit: 'Resume',
    says: 'What was suspended is given back exactly as it was decided, unless its end has come meanwhile.',
    past: 'resumed',
  },
  offboard: {
    title: 'Offboard',
    submit: 'Offboard',
    says: 'Every access ends for good and every request is denied. Nothing is granted again until you type `/mesh resume` for it.',
    past: 'offboarded',
  },
  'revoke-all': {
    title: 'End all access',
    submit: 'End all',
    says: 'Every access ends for good and every request that waits is denied. What is asked for later is decided as ever.',
    past: 'ended all access of',
  },
};
