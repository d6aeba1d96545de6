import { approvalCard } from '../../blocks/approval-card.ts';
import { type Message, section } from '../../blocks/message.ts';
import {
  deniedMessage,
  endedMessage,
  endedOutsideMessage,
  endFailedMessage,
  grantedMessage,
  importedMessage,
  modifiedMessage,
  partlyGrantedMessage,
  type RequesterMessageData,
  resumedMessage,
  rolledBackMessage,
  submittedMessage,
  suspendedMessage,
} from '../../blocks/requester-message.ts';
import { subscriptionDigest } from '../../mesh/subscriptions/digest.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { shownColumns } from '../column-choices.ts';
import { shownReference } from '../shown-reference.ts';
import { cardData } from './card-data.ts';
import { type Change, requesterOf } from './change.ts';
import { conversationNotices } from './conversation-notices.ts';
import { editNotices } from './edit-notices.ts';
import { extensionNotices } from './extension-notices.ts';
import { followNotices } from './follow-notices.ts';
import { messageData } from './message-data.ts';
import type { Notice } from './outbox.ts';
import { dmOf, place } from './place.ts';
import {
  decidedBy,
  decisionOf,
  endWay,
  grantWay,
  isRolledBack,
  noteOf,
  type Stage,
  stageOf,
} from './stage.ts';
import { stageNotices } from './stage-notices.ts';
import { warnedEndNotices } from './warned-end.ts';

/** Compares a record before and after by value, and says which message must look how. Pure: the same change says the same. */
export function noticesFor(change: Change): readonly Notice[] {
  const { before, after } = change;
  const stage = stageOf(after);
  if (
    before &&
    stageOf(before) === stage &&
    subscriptionDigest(before) === subscriptionDigest(after) &&
    before.approvals?.length === after.approvals?.length &&
    before.escalated?.at === after.escalated?.at
  ) {
    return [
      ...followNotices(change),
      ...modificationNotices(change),
      ...extensionNotices(change),
      ...warnedEndNotices(change),
    ];
  }
  return [
    ...followNotices(change),
    ...modificationNotices(change),
    ...editNotices(change),
    ...conversationNotices(change),
    ...extensionNotices(change),
    ...warnedEndNotices(change),
    ...ownerNotices(change, stage),
    ...stageNotices(change, stage),
    ...requesterNotices(change, stage),
    ...teamNotices(change, stage),
  ];
}

/** What a team may do was changed under an access that goes on. */
function modificationNotices(change: Change): readonly Notice[] {
  const { before, after, owner } = change;
  const rights = (record: Subscription): string =>
    JSON.stringify([[...record.permitted].sort(), [...record.grantable].sort(), shownColumns(record)]);
  // An end that an extension moved is told as that.
  const isMoved =
    before?.fulfilment?.phase === 'Modifying' &&
    after.fulfilment?.phase === 'Granted' &&
    before.expiresAt !== after.expiresAt;
  const isActive = before?.status === 'Active' && after.status === 'Active';
  if (!isActive || (rights(before) === rights(after) && !isMoved)) {
    return [];
  }
  const message = modifiedMessage(
    messageData(change, stageOf(after), shownReference(after)),
    before.permitted,
    isMoved ? { endedAt: before.expiresAt } : undefined,
  );
  const key = `modified-${change.order}`;
  const requester = requesterOf(after);
  return [
    ...(owner ? [{ ...place(owner), ...base(change), key: `thread-${key}`, threadOf: 'card', message }] : []),
    ...(requester?.kind === 'slack'
      ? [{ ...dmOf(change, requester), ...base(change), key: `dm-${key}`, message }]
      : []),
  ];
}

function ownerNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after, owner } = change;
  if (!owner) {
    return [];
  }
  const at = place(owner);
  const shown = shownReference(after);
  const card = {
    ...at,
    ...base(change),
    key: 'card',
    shown,
    message: approvalCard(cardData(change, stage, shown)),
  };
  const story = threadLine(change, stage);
  return story
    ? [card, { ...at, ...base(change), key: `thread-${stage}`, threadOf: 'card', message: story }]
    : [card];
}

/** What happened, once, under the card; the card itself only shows the present. */
function threadLine({ after }: Change, stage: Stage): Message | undefined {
  const by = decidedBy(after);
  const line = {
    waiting: undefined,
    granting: undefined,
    failed: `${grantWay(after)} by ${by}, but Lake Formation did not take every grant.`,
    granted: `${grantWay(after)} by ${by}. Every grant was read back from Lake Formation.`,
    imported: 'The consumer team imported the tables.',
    ending: undefined,
    suspended: `Suspended by ${by}. Every grant is confirmed gone; it can be given back.`,
    'end-failed': `${endWay(after)} by ${by}, but Lake Formation still holds some of it.`,
    denied: isRolledBack(after)
      ? `Rolled back by ${by}. Nothing of it is granted.`
      : requesterOf(after)?.kind === 'slack' && noteOf(after)
        ? `Denied by ${by}. The requester was told why.`
        : `Denied by ${by}.`,
    withdrawn: `Withdrawn by ${by}.`,
    ended: `Ended by ${by}. Every grant is confirmed gone.`,
    'ended-outside': `Marked as ended by ${by}, outside Slack. What was granted may still stand.`,
  }[stage];
  return line ? { text: line, blocks: [section(line)] } : undefined;
}

function requesterNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after } = change;
  const requester = requesterOf(after);
  if (requester?.kind !== 'slack') {
    return [];
  }
  const at = { ...dmOf(change, requester), ...base(change) };
  const shown = shownReference(after);
  const data = messageData(change, stage, shown);
  switch (stage) {
    case 'waiting':
      return [{ ...at, key: 'dm-submitted', shown, message: submittedMessage(data) }];
    case 'failed':
      return [{ ...at, key: 'dm-failed', message: partlyGrantedMessage(data) }];
    case 'granted':
      return [
        { ...at, key: 'dm-granted', shown, message: grantedMessage(data, 'requester') },
        ...resumedNotices(after, at, data),
      ];
    case 'imported':
      return [
        { ...at, key: 'dm-granted', shown, message: grantedMessage(data, 'requester') },
        { ...at, key: 'dm-imported', message: importedMessage(data) },
        ...resumedNotices(after, at, data),
      ];
    case 'denied':
      return [
        {
          ...at,
          key: 'dm-denied',
          shown,
          message: isRolledBack(after) ? rolledBackMessage(data) : deniedMessage(data),
        },
      ];
    case 'suspended':
      return [
        { ...at, key: 'dm-granted', shown, message: suspendedMessage(data) },
        { ...at, key: `dm-suspended-${after.fulfilment?.at ?? 0}`, message: suspendedMessage(data) },
      ];
    case 'end-failed':
      return [{ ...at, key: 'dm-end-failed', message: endFailedMessage(data, endWay(after)) }];
    case 'ended':
      return [
        ...(wasGranted(change) ? [{ ...at, key: 'dm-granted', shown, message: endedMessage(data) }] : []),
        { ...at, key: 'dm-ended', shown, message: endedMessage(data) },
      ];
    case 'ended-outside':
      return [{ ...at, key: 'dm-ended-outside', message: endedOutsideMessage(data) }];
    case 'withdrawn':
    case 'granting':
    case 'ending':
      return [];
  }
}

/** A message of its own, as the suspension had: one that is only changed in place calls nobody. */
function resumedNotices(
  after: Subscription,
  at: Omit<Notice, 'key' | 'message'>,
  data: RequesterMessageData,
): readonly Notice[] {
  return data.way === 'Resumed'
    ? [{ ...at, key: `dm-resumed-${decisionOf(after)?.at ?? 0}`, message: resumedMessage(data) }]
    : [];
}

function teamNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after, consumer } = change;
  const told =
    stage === 'granted' ||
    stage === 'imported' ||
    stage === 'suspended' ||
    (stage === 'ended' && wasGranted(change));
  if (!consumer || !told) {
    return [];
  }
  const shown = shownReference(after);
  const data = messageData(change, stage, shown);
  const message =
    stage === 'ended'
      ? endedMessage(data)
      : stage === 'suspended'
        ? suspendedMessage(data)
        : grantedMessage(data, 'team');
  return [
    {
      ...place(consumer),
      ...base(change),
      key: 'team-granted',
      shown,
      message,
    },
  ];
}

/** Whether people were told of a grant before this change. */
function wasGranted({ before }: Change): boolean {
  return before?.status === 'Active';
}

function base({ after, order }: Change): Pick<Notice, 'subscriptionId' | 'order'> {
  return { subscriptionId: after.id, order };
}
