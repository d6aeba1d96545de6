import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { tellEnding, tellOver } from '../tell-of-invitation.ts';
import type { Check } from './check.ts';

const HOUR = 3600;
/** Seconds after the grant: an invitation that is open for twelve hours then has three left. */
const AFTER = 9 * HOUR;
/** What nobody imported for so long is left to the nightly comparison. */
const WINDOW = 7 * 24 * HOUR;
/** Seconds before its end at which an invitation is told of. */
const LEAD = 3 * HOUR;
/** Seconds until it is looked again where there was nothing to say. */
const REST = 24 * HOUR;

/** Says once that AWS's invitation to a granted access ends soon, and once that it is over, to those who can do something about it. */
export const invitations: Check = {
  name: 'invitations',
  due: (subscription, { now }) => isOpen(subscription, now),
  async act(dependencies, subscription, { now }) {
    const { meshAs, references } = dependencies;
    const { id, fulfilment } = subscription;
    const rests = `invitation-rests#${id}#${fulfilment?.at ?? 0}`;
    if (await references.wasSaid(rests)) {
      return;
    }
    const invited = await meshAs({ kind: 'app', part: 'invitations' }).invitation(id);
    const { state, endsAt = now } = invited;
    if (state === 'waiting' && endsAt - now > LEAD) {
      return;
    }
    if (state === 'waiting') {
      await tellEnding(dependencies, subscription, { ...invited, endsAt }, now);
      return;
    }
    if (state !== 'none') {
      await tellOver(dependencies, subscription, invited, now);
    }
    await references.onceIn(REST, rests, `${rests}#${now}`);
  },
};

export function isOpen({ status, imported, fulfilment }: Subscription, now: number): boolean {
  const age = now - (fulfilment?.at ?? now);
  const isSettled = fulfilment?.phase === 'Granted' || fulfilment?.phase === 'ImportFailed';
  return status === 'Active' && !imported && isSettled && age >= AFTER && age < WINDOW;
}
