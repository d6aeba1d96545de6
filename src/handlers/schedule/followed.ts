import type { Check } from './check.ts';

/** An access that follows a product takes in what joined it, and lets go what left. */
export const followed: Check = {
  name: 'followed',
  due: ({ status, byTag, fulfilment }) =>
    status === 'Active' && byTag !== undefined && fulfilment?.phase === 'Granted',
  async act({ meshAs }, { id }, { now }) {
    const by = { kind: 'app', part: 'sweep' } as const;
    await meshAs(by).follow({ subscriptionId: id, by, job: `follow#${now}` });
  },
};
