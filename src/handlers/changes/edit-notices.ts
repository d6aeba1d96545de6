import { durationText } from '../../blocks/durations.ts';
import { section } from '../../blocks/message.ts';
import { listed, moment, typed } from '../../blocks/text.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actorMention } from '../jobs/decided-answer.ts';
import type { Change } from './change.ts';
import type { Notice } from './outbox.ts';
import { place } from './place.ts';
import { stageOf } from './stage.ts';

/** A waiting request was changed: what is different, once, under the card. */
export function editNotices({ before, after, owner, order }: Change): readonly Notice[] {
  if (!before || !owner || stageOf(before) !== 'waiting' || stageOf(after) !== 'waiting') {
    return [];
  }
  const changes = differences(before, after);
  if (changes.length === 0) {
    return [];
  }
  const by = after.updatedBy ? actorMention(after.updatedBy) : 'Somebody';
  const text = `:pencil2: ${by} changed this request: ${changes.join('; ')}. Please review it as it is now.`;
  return [
    {
      ...place(owner),
      subscriptionId: after.id,
      order,
      key: `thread-edit-${order}`,
      threadOf: 'card',
      message: { text, blocks: [section(text)] },
    },
  ];
}

function fieldsOf({ fields = {} }: Subscription): string {
  return Object.entries(fields)
    .sort()
    .map(([name, value]) => `${typed(name, 60)} ${typed(value, 100)}`)
    .join(', ');
}

/** `for 30 days`, or `until` its end where one was asked for. */
function lengthOf({ requestedSeconds, expiresAt }: Subscription): string {
  return requestedSeconds === undefined && expiresAt !== undefined
    ? `until ${moment(expiresAt)}`
    : `for ${durationText(requestedSeconds)}`;
}

/** In words, ready for mrkdwn. */
function differences(before: Subscription, after: Subscription): readonly string[] {
  const names = (tables: readonly string[]) =>
    listed(
      tables.map((name) => typed(name, 80)),
      10,
    );
  const added = after.tables.filter((name) => !before.tables.includes(name));
  const dropped = before.tables.filter((name) => !after.tables.includes(name));
  const rights = ({ requested }: Subscription) => [...requested].sort().join(', ');
  return [
    ...(added.length > 0 ? [`added ${names(added)}`] : []),
    ...(dropped.length > 0 ? [`took out ${names(dropped)}`] : []),
    ...(rights(before) === rights(after) ? [] : [`${rights(after)} instead of ${rights(before)}`]),
    ...(lengthOf(before) === lengthOf(after) ? [] : [`${lengthOf(after)} instead of ${lengthOf(before)}`]),
    ...(fieldsOf(before) === fieldsOf(after) ? [] : [`now with ${fieldsOf(after) || 'no further fields'}`]),
    ...(before.reason === after.reason ? [] : [`reason now: “${typed(after.reason ?? '', 500)}”`]),
  ];
}
