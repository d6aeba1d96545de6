import type { Check } from './check.ts';

/** Ends an access whose time is over. Nothing that waits, such as an extension without an answer, keeps it alive. */
export const expiries: Check = {
  name: 'expiries',
  due: ({ status, expiresAt, fulfilment }, now) =>
    expiresAt !== undefined &&
    expiresAt <= now &&
    (status === 'Active' || (status === 'Pending' && fulfilment !== undefined)) &&
    fulfilment?.phase !== 'Revoking' &&
    fulfilment?.phase !== 'RevokeFailed', // these are looked after by unfinished-ends
  async act({ meshAs }, { id, version = 0 }) {
    const by = { kind: 'app', part: 'expiry' } as const;
    await meshAs(by).expire({ subscriptionId: id, by, job: `sweep#0#${id}#${version}` });
  },
};
