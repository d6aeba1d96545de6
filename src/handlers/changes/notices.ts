import { type ApprovalCardData, approvalCard, type CardState } from '../../blocks/approval-card.ts';
import { type Message, section } from '../../blocks/message.ts';
import {
  deniedMessage,
  endedMessage,
  endFailedMessage,
  grantedMessage,
  importedMessage,
  partlyGrantedMessage,
  type RequesterMessageData,
  submittedMessage,
} from '../../blocks/requester-message.ts';
import { mention } from '../../blocks/text.ts';
import { type Actor, parseActor } from '../../mesh/actor.ts';
import { subscriptionDigest } from '../../mesh/subscriptions/digest.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actorMention } from '../jobs/decided-answer.ts';
import { shownReference } from '../shown-reference.ts';
import { buttonValue } from '../slack/button-value.ts';
import type { Team } from '../team.ts';
import type { Notice } from './outbox.ts';

export interface Change {
  readonly before: Subscription | undefined;
  readonly after: Subscription;
  /** Teams of both sides as their secrets say; a side that nobody is mapped to is told nothing. */
  readonly owner: Team | undefined;
  readonly consumer: Team | undefined;
  /** What the product is called in the catalogue; absent where it is not listed. */
  readonly product?: string | undefined;
  /** Sorts as text in the order of the changes. */
  readonly order: string;
}

/** Compares a record before and after by value, and says which message must look how. Pure: the same change says the same. */
export function noticesFor(change: Change): readonly Notice[] {
  const { before, after } = change;
  const stage = stageOf(after);
  if (before && stageOf(before) === stage && subscriptionDigest(before) === subscriptionDigest(after)) {
    return [];
  }
  return [...ownerNotices(change, stage), ...requesterNotices(change, stage), ...teamNotices(change, stage)];
}

type Stage =
  | 'waiting'
  | 'granting'
  | 'failed'
  | 'granted'
  | 'imported'
  | 'ending'
  | 'end-failed'
  | 'denied'
  | 'ended';

/** What people need to tell apart, from the stored status and phase alone. */
function stageOf({ status, imported, fulfilment }: Subscription): Stage {
  switch (status) {
    case 'Denied':
      return 'denied';
    case 'Deleted':
      return 'ended';
    case 'Active':
      return fulfilment?.phase === 'Revoking'
        ? 'ending'
        : fulfilment?.phase === 'RevokeFailed'
          ? 'end-failed'
          : imported
            ? 'imported'
            : 'granted';
    case 'Pending':
      return fulfilment?.phase === 'Granting'
        ? 'granting'
        : fulfilment?.phase === 'PartlyGranted' || fulfilment?.phase === 'GrantFailed'
          ? 'failed'
          : 'waiting';
  }
}

function ownerNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after, owner } = change;
  if (!owner) {
    return [];
  }
  const at = { workspace: owner.workspace, channel: owner.channel };
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
    failed: `Approved by ${by}, but Lake Formation did not take every grant.`,
    granted: `Approved by ${by}. Every grant was read back from Lake Formation.`,
    imported: 'The consumer team imported the tables.',
    ending: undefined,
    'end-failed': `Ended by ${by}, but Lake Formation still holds some of it. It is tried again.`,
    denied: `Denied by ${by}. The requester was told why.`,
    ended: `Ended by ${by}.`,
  }[stage];
  return line ? { text: line, blocks: [section(line)] } : undefined;
}

function requesterNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after } = change;
  const requester = requesterOf(after);
  if (requester?.kind !== 'slack') {
    return [];
  }
  const at = { workspace: requester.workspace, channel: requester.user, ...base(change) };
  const shown = shownReference(after);
  const data = messageData(change, stage, shown);
  switch (stage) {
    case 'waiting':
      return [{ ...at, key: 'dm-submitted', message: submittedMessage(data) }];
    case 'failed':
      return [{ ...at, key: 'dm-failed', message: partlyGrantedMessage(data) }];
    case 'granted':
      return [{ ...at, key: 'dm-granted', shown, message: grantedMessage(data, 'requester') }];
    case 'imported':
      return [
        { ...at, key: 'dm-granted', shown, message: grantedMessage(data, 'requester') },
        { ...at, key: 'dm-imported', message: importedMessage(data) },
      ];
    case 'denied':
      return [{ ...at, key: 'dm-denied', message: deniedMessage(data) }];
    case 'end-failed':
      return [{ ...at, key: 'dm-end-failed', message: endFailedMessage(data) }];
    case 'ended':
      return [
        ...(wasGranted(change) ? [{ ...at, key: 'dm-granted', message: endedMessage(data) }] : []),
        ...(after.fulfilment?.phase === 'Withdrawn'
          ? []
          : [{ ...at, key: 'dm-ended', message: endedMessage(data) }]),
      ];
    case 'granting':
    case 'ending':
      return [];
  }
}

function teamNotices(change: Change, stage: Stage): readonly Notice[] {
  const { after, consumer } = change;
  const told = stage === 'granted' || stage === 'imported' || (stage === 'ended' && wasGranted(change));
  if (!consumer || !told) {
    return [];
  }
  const shown = shownReference(after);
  const data = messageData(change, stage, shown);
  const message = stage === 'ended' ? endedMessage(data) : grantedMessage(data, 'team');
  return [
    {
      workspace: consumer.workspace,
      channel: consumer.channel,
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

function requesterOf({ requestedBy }: Subscription): Actor | undefined {
  return requestedBy ? parseActor(requestedBy) : undefined;
}

function decidedBy({ fulfilment, updatedBy }: Subscription): string {
  const by = fulfilment?.decision?.by ?? updatedBy;
  return by ? actorMention(by) : 'somebody';
}

function requesterName(change: Change): string {
  const requester = requesterOf(change.after);
  return requester?.kind === 'slack'
    ? mention(requester.user)
    : (change.consumer?.name ?? `Account ${change.after.subscriber}`);
}

/** The name that people know; the database where there is none. */
function productName({ after, product }: Change): string {
  return product ?? after.dataProduct ?? after.database ?? after.domain ?? 'the mesh';
}

function cardData(change: Change, stage: Stage, shown: { readonly reference: string }): ApprovalCardData {
  const { after, consumer } = change;
  const states = after.fulfilment?.tables ?? {};
  return {
    requester: requesterName(change),
    requesterUnknown: requesterOf(after)?.kind !== 'slack',
    consumerTeam: consumer?.name ?? 'no mapped team',
    consumerAccount: after.subscriber,
    product: productName(change),
    database: after.database ?? '',
    tables: after.tables.map((name) => ({
      name,
      state: states[name]?.state ?? (after.status === 'Active' ? 'Granted' : 'Waiting'),
      cause: states[name]?.cause?.message,
    })),
    permissions: after.status === 'Active' ? after.permitted : after.requested,
    reason: after.reason,
    state: cardState(after, stage),
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
  };
}

function cardState(after: Subscription, stage: Stage): CardState {
  const { decision, tables = {}, cause } = after.fulfilment ?? {};
  const decided = { by: decidedBy(after), at: decision?.at ?? secondsOf(after.updatedAt) };
  switch (stage) {
    case 'waiting':
      return { kind: 'waiting' };
    case 'granting':
      return { kind: 'granting', ...decided };
    case 'failed': {
      const granted = Object.values(tables).filter(({ state }) => state === 'Granted').length;
      return { kind: 'failed', ...decided, granted, cause: cause?.message };
    }
    case 'granted':
    case 'imported':
      return { kind: 'granted', ...decided, imported: stage === 'imported' };
    case 'ending':
      return { kind: 'ending', ...decided };
    case 'end-failed':
      return { kind: 'end-failed', ...decided, cause: cause?.message };
    case 'denied':
      return { kind: 'denied', ...decided, note: decision?.note };
    case 'ended':
      return {
        kind: 'ended',
        ...decided,
        withdrawn: after.fulfilment?.phase === 'Withdrawn',
        note: decision?.note,
      };
  }
}

/** `YYYY-MM-DD HH:MM:SS`, taken as UTC, to epoch seconds. */
function secondsOf(date: string | undefined): number {
  return date ? Math.floor(Date.parse(`${date.replace(' ', 'T')}Z`) / 1000) : 0;
}

function messageData(
  change: Change,
  stage: Stage,
  shown: { readonly reference: string },
): RequesterMessageData {
  const { after, owner } = change;
  return {
    product: productName(change),
    database: after.database ?? '',
    tables: after.tables,
    permissions: after.status === 'Active' ? after.permitted : after.requested,
    ownerTeam: owner?.name ?? `account ${after.owner}`,
    ownerChannel: owner ? `<#${owner.channel}>` : 'no channel yet',
    by: decidedBy(after),
    note: after.fulfilment?.decision?.note,
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
    requester: requesterName(change),
    imported: stage === 'imported',
  };
}
