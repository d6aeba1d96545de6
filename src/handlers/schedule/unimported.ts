import { importReminder } from '../../blocks/import-reminder.ts';
import { parseActor } from '../../mesh/actor.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { orderOf } from '../changes/order-of.ts';
import { productTitle } from '../product-titles.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { Check } from './check.ts';

const HOUR = 3600;
/** Seconds after the grant; what no sweep said in the hours that follow is left unsaid. */
const AFTER = 24 * HOUR;
const WINDOW = 6 * HOUR;

/** Tells the requester once of an access that was granted a day ago and never imported. */
export const unimported: Check = {
  name: 'unimported',
  due: (subscription, { now }) => isUnimported(subscription, now),
  async act({ meshAs, outbox, references, teams, titles }, subscription, { now }) {
    const { id, requestedBy, subscriber, tables } = subscription;
    const requester = requestedBy ? parseActor(requestedBy) : undefined;
    const key = 'import-reminder';
    if (requester?.kind !== 'slack' || (await references.wasSaid(`${key}#${id}`))) {
      return;
    }
    // Of an invitation that is over, everybody concerned was told; importing cannot work until there is a new one.
    const { state } = await meshAs({ kind: 'app', part: 'unimported' }).invitation(id);
    if (state === 'expired' || state === 'declined') {
      return;
    }
    const consumer = await teams.byAccount(subscriber, 'consumer');
    const shown = shownReference(subscription);
    await outbox.put({
      subscriptionId: id,
      key,
      workspace: requester.workspace,
      ...(consumer?.enterprise ? { enterprise: consumer.enterprise } : {}),
      channel: requester.user,
      message: importReminder({
        product: await productTitle(titles, subscription),
        tables,
        buttonValue: buttonValue({ subscriptionId: id, reference: shown.reference }),
      }),
      shown,
      order: orderOf(now),
    });
    await references.onceIn(30 * 24 * HOUR, `${key}#${id}`, `${key}#${now}`);
  },
};

export function isUnimported({ status, imported, fulfilment }: Subscription, now: number): boolean {
  const age = now - (fulfilment?.at ?? now);
  return (
    status === 'Active' &&
    !imported &&
    fulfilment?.phase === 'Granted' &&
    age >= AFTER &&
    age < AFTER + WINDOW
  );
}
