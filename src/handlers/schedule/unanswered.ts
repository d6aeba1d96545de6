import { durationText } from '../../blocks/durations.ts';
import { section } from '../../blocks/message.ts';
import { orderOf } from '../changes/order-of.ts';
import type { People } from '../person.ts';
import { askedPeople } from '../policy/asked-people.ts';
import { usersOf } from '../policy/deciders.ts';
import { isWorkTime, reminderSlot } from '../policy/reminder-slots.ts';
import type { Team } from '../team.ts';
import type { Check } from './check.ts';
import { ageOf, isWaiting, waitingCase } from './waiting-request.ts';

const HOUR = 3600;

/** Reminds those who decide of a request that nobody answered: as the owner's policy says, else after four hours, twelve, a day, then once a day. */
export const unanswered: Check = {
  name: 'unanswered',
  due: (subscription, { now }) => isWaiting(subscription) && ageOf(subscription, now) >= HOUR,
  async act(dependencies, subscription, { now }) {
    const { outbox, references, people } = dependencies;
    const found = await waitingCase(dependencies, subscription);
    if (!found) {
      return;
    }
    const { owner, outcome } = found;
    const mesh = dependencies.meshAs({ kind: 'app', part: 'policy' });
    const age = ageOf(subscription, now);
    // Names and zones are asked for only where a reminder could be due at all.
    const slot = reminderSlot(outcome.reminders, age, true);
    if (slot === undefined) {
      return;
    }
    const asked = await askedPeople({ ...dependencies, mesh }, subscription, owner, outcome);
    const zone = await zoneOf(people, owner, usersOf(asked.named));
    const key = `reminder-${slot / HOUR}`;
    if (
      !isWorkTime(outcome.reminders?.hours, zone, now) ||
      (await references.wasSaid(`${key}#${subscription.id}`))
    ) {
      return;
    }
    const text = `:bell: This request has waited for ${waitedText(slot)}: ${asked.names} can decide it with the buttons above, or with \`/mesh pending\`.`;
    await outbox.put({
      subscriptionId: subscription.id,
      key,
      workspace: owner.workspace,
      ...(owner.enterprise ? { enterprise: owner.enterprise } : {}),
      channel: owner.channel,
      threadOf: 'card',
      message: { text, blocks: [section(text)] },
      order: orderOf(now),
    });
    await references.onceIn(30 * 24 * HOUR, `${key}#${subscription.id}`, `${key}#${now}`);
  },
};

function waitedText(seconds: number): string {
  return seconds === 24 * HOUR ? 'a day' : durationText(seconds);
}

/** Where the first of them lives, by Slack. */
async function zoneOf(people: People, { workspace, enterprise }: Team, users: readonly string[]) {
  const [user] = users;
  return (user === undefined ? undefined : await people.zoneOf({ workspace, enterprise, user })) ?? 'UTC';
}
