import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { endingNotices } from '../ending-notices.ts';
import { productTitle } from '../product-titles.ts';
import type { Check } from './check.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Comes before every sequence number of the stream: what becomes of the end later is what the message says then. */
const FIRST = '0'.repeat(40);

/** Warns of an end a week and a day before, of short accesses an hour before; each once. */
export const warnings: Check = {
  name: 'warnings',
  due: (subscription, { now }) => warningDue(subscription, now) !== undefined,
  async act({ meshAs, teams, outbox, titles }, subscription, { now }) {
    const lead = warningDue(subscription, now);
    const end = subscription.expiresAt;
    if (lead === undefined || end === undefined) {
      return;
    }
    const [owner, consumer] = await Promise.all([
      teams.byAccount(subscription.owner, 'producer'),
      teams.byAccount(subscription.subscriber, 'consumer'),
    ]);
    const product = await productTitle(titles, subscription);
    // Told first and written down after: what dies in between is told once all the same, since the outbox knows the key.
    const order = FIRST;
    for (const notice of endingNotices({ subscription, end, lead, owner, consumer, product, order })) {
      await outbox.put(notice);
    }
    await meshAs({ kind: 'app', part: 'warnings' }).noteWarning({
      subscriptionId: subscription.id,
      end,
      lead,
    });
  },
};

/** Seconds before the end of the warning that has to be given now; `undefined` where none has. */
export function warningDue(
  { status, expiresAt: end, fulfilment, createdAt, endNotice }: Subscription,
  now: number,
): number | undefined {
  const isEnding = fulfilment?.phase === 'Revoking' || fulfilment?.phase === 'RevokeFailed';
  if (status !== 'Active' || end === undefined || end <= now || end - now > 7 * DAY || isEnding) {
    return undefined;
  }
  const told = endNotice?.end === end ? endNotice : undefined;
  const since = fulfilment?.decision?.at ?? recordEpoch(createdAt);
  const term = Number.isFinite(since) ? end - since : Number.POSITIVE_INFINITY;
  const leads = term < 2 * DAY ? [7 * DAY, DAY, HOUR] : [7 * DAY, DAY];
  const reached = leads.filter((lead) => lead < term && end - now <= lead);
  const lead = reached.at(-1);
  const isTold = lead === undefined || told?.quiet || (told?.lead !== undefined && told.lead <= lead);
  return isTold ? undefined : lead;
}
