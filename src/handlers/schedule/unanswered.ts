import { section } from '../../blocks/message.ts';
import { openQuestions } from '../../mesh/subscriptions/questions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { approverNames } from '../jobs/authorise-decision.ts';
import type { Check } from './check.ts';

const HOUR = 3600;
/** Hours after the request; from the last on, every day. */
const SLOTS = [4, 12, 24] as const;
/** A reminder that no sweep gave in this time is left out: the next one comes soon enough. */
const WINDOW = 2 * HOUR;

/** Reminds those who decide of a request that nobody answered: after four hours, twelve, a day, then once a day. */
export const unanswered: Check = {
  name: 'unanswered',
  due: (subscription, { now }) => reminderDue(subscription, now) !== undefined,
  async act({ teams, outbox, references }, subscription, { now }) {
    const hours = reminderDue(subscription, now);
    const owner = await teams.byAccount(subscription.owner, 'producer');
    if (hours === undefined || !owner) {
      return;
    }
    const key = `reminder-${hours}`;
    if (!(await references.onceIn(30 * 24 * HOUR, `${key}#${subscription.id}`, `${key}#${now}`))) {
      return;
    }
    const age = hours < 24 ? `${hours} hours` : hours === 24 ? 'a day' : `${hours / 24} days`;
    const text = `:bell: This request has waited for ${age}: ${approverNames(owner)} can decide it with the buttons above, or with \`/mesh pending\`.`;
    await outbox.put({
      subscriptionId: subscription.id,
      key,
      workspace: owner.workspace,
      ...(owner.enterprise ? { enterprise: owner.enterprise } : {}),
      channel: owner.channel,
      threadOf: 'card',
      message: { text, blocks: [section(text)] },
      order: String(now).padStart(40, '0'),
    });
  },
};

/** Hours after the request of the reminder that is due in this very window; `undefined` outside of them, and while the requester owes an answer. */
export function reminderDue(subscription: Subscription, now: number): number | undefined {
  const { status, fulfilment, createdAt } = subscription;
  if (status !== 'Pending' || fulfilment !== undefined || openQuestions(subscription).length > 0) {
    return undefined;
  }
  const age = now - Date.parse(`${createdAt.replace(' ', 'T')}Z`) / 1000;
  const day = Math.floor(age / (24 * HOUR)) * 24;
  const hours = day >= 24 ? day : SLOTS.findLast((slot) => age >= slot * HOUR);
  return hours !== undefined && age - hours * HOUR < WINDOW ? hours : undefined;
}
