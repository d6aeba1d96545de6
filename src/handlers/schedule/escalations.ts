import { durationText } from '../../blocks/durations.ts';
import { type Message, section } from '../../blocks/message.ts';
import { typed } from '../../blocks/text.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { orderOf } from '../changes/order-of.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { askedPeople, nextTier } from '../policy/asked-people.ts';
import type { Outcome } from '../policy/outcome.ts';
import { sayOnce } from '../say-once.ts';
import { placeOf } from '../subscriber-places.ts';
import type { Team } from '../team.ts';
import { tellAdmins } from '../tell-admins.ts';
import type { Check } from './check.ts';
import { ageOf, isWaiting, waitingCase } from './waiting-request.ts';

const DAY = 24 * 3600;

/** Asks the next tier, once: when the request has waited as long as the owner's policy says, or at once where nobody is left who could decide. */
export const escalations: Check = {
  name: 'escalations',
  due: (subscription) => isWaiting(subscription),
  async act(dependencies, subscription, { now }) {
    const found = await waitingCase(dependencies, subscription);
    if (found) {
      await escalate(dependencies, subscription, found, now);
    }
  },
};

/** See {@link escalations}. Safe to repeat. */
export async function escalate(
  dependencies: JobDependencies,
  subscription: Subscription,
  { owner, outcome }: { readonly owner: Team; readonly outcome: Outcome },
  now: number,
): Promise<void> {
  const ports = { ...dependencies, mesh: dependencies.meshAs({ kind: 'app', part: 'policy' }) };
  const { escalation } = outcome;
  const hasWaited = escalation !== undefined && ageOf(subscription, now) >= escalation.afterSeconds;
  const asked = await askedPeople(ports, subscription, owner, outcome);
  if (!hasWaited && !asked.isNobody) {
    return;
  }
  const { id } = subscription;
  const once = { seconds: 366 * DAY, what: `escalated#${id}`, job: `escalated#${now}` };
  await sayOnce(dependencies.references, once, async () => {
    await askNextTier(dependencies, subscription, { owner, outcome }, asked, now);
    return true;
  });
}

async function askNextTier(
  dependencies: JobDependencies,
  subscription: Subscription,
  { owner, outcome: { escalation } }: { readonly owner: Team; readonly outcome: Outcome },
  asked: Awaited<ReturnType<typeof askedPeople>>,
  now: number,
): Promise<void> {
  const ports = { ...dependencies, mesh: dependencies.meshAs({ kind: 'app', part: 'policy' }) };
  const { id } = subscription;
  const stage = typed(asked.stage, 40);
  const gone = `:warning: Nobody is left who could decide this as “${stage}”: their accounts are gone, or their groups are empty.`;
  if (!escalation) {
    const text = `${gone} The policy of ${typed(owner.name, 80)} names nobody after them, so a mesh admin has to name approvers. \`/mesh doctor\` shows who is gone; it is request \`${id}\`.`;
    await underCard(dependencies, subscription, owner, text, now);
    await tellAdmins(dependencies, messageOf(text));
    await ports.mesh.noteEscalation({ subscriptionId: id, escalated: { at: now, users: [], groups: [] } });
    return;
  }
  const { named, names } = await nextTier(ports, subscription, owner, escalation.to);
  const why = asked.isNobody
    ? gone
    : `:arrow_double_up: This request has waited for ${durationText(escalation.afterSeconds)}.`;
  await underCard(
    dependencies,
    subscription,
    owner,
    `${why} ${names} may decide it too now, with the buttons above or \`/mesh approve ${id}\`.`,
    now,
  );
  const elsewhere = messageOf(
    `${why} You may decide it now: \`/mesh approve ${id}\` shows it, \`/mesh deny ${id}\` refuses it. It is about data of ${typed(owner.name, 80)}.`,
  );
  const channels = [
    ...named.users,
    ...(named.team && named.team.key !== owner.key ? [named.team.channel] : []),
  ];
  for (const channel of channels) {
    await dependencies.outbox.put({
      ...placeOf(owner),
      subscriptionId: id,
      key: `escalated-${channel}`,
      channel,
      message: elsewhere,
      order: orderOf(now),
    });
  }
  if (asked.isNobody) {
    await tellAdmins(dependencies, messageOf(`${gone} ${names} decides now: request \`${id}\`.`));
  }
  const { users, groups, team } = named;
  const escalated = { at: now, users, groups, ...(team ? { team: team.name } : {}) };
  await ports.mesh.noteEscalation({ subscriptionId: id, escalated });
}

async function underCard(
  { outbox }: JobDependencies,
  { id }: Subscription,
  owner: Team,
  text: string,
  now: number,
): Promise<void> {
  await outbox.put({
    ...placeOf(owner),
    subscriptionId: id,
    key: 'escalated',
    channel: owner.channel,
    threadOf: 'card',
    message: messageOf(text),
    order: orderOf(now),
  });
}

function messageOf(text: string): Message {
  return { text, blocks: [section(text)] };
}
