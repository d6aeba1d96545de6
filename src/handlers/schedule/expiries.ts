import type { Check } from './check.ts';

/** Ends an access whose time is over. Nothing that waits, such as an extension without an answer, keeps it alive. */
export const expiries: Check = {
  name: 'expiries',
  due({ id, status, expiresAt, fulfilment }, { now, over }) {
    const isOver = over.has(id) || (expiresAt !== undefined && expiresAt <= now);
    // What is being ended, or could not be, is looked after by unfinished-ends.
    const isEnding = fulfilment?.phase === 'Revoking' || fulfilment?.phase === 'RevokeFailed';
    const mayHold =
      status === 'Active' || (status === 'Pending' && (fulfilment !== undefined || over.has(id)));
    return isOver && mayHold && !isEnding;
  },
  async act({ meshAs }, { id, version = 0 }) {
    const by = { kind: 'app', part: 'expiry' } as const;
    await meshAs(by).expire({ subscriptionId: id, by, job: `sweep#0#${id}#${version}` });
  },
};
