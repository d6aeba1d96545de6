import { type ApprovalCardData, approvalCard, type CardState } from '../../blocks/approval-card.ts';
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
  submittedMessage,
} from '../../blocks/requester-message.ts';
import { mention } from '../../blocks/text.ts';
import { type Actor, parseActor } from '../../mesh/actor.ts';
import { subscriptionDigest } from '../../mesh/subscriptions/digest.ts';
import type { DecisionView, Phase, Subscription } from '../../mesh/subscriptions/subscription.ts';
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
    return modificationNotices(change);
  }
  return [
    ...modificationNotices(change),
    ...ownerNotices(change, stage),
    ...requesterNotices(change, stage),
    ...teamNotices(change, stage),
  ];
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
  | 'withdrawn'
  | 'ended'
  | 'ended-outside';

/** What people need to tell apart, from the stored status and phase alone. */
function stageOf({ status, imported, fulfilment }: Subscription): Stage {
  switch (status) {
    case 'Denied':
      return 'denied';
    case 'Deleted':
      return fulfilment?.phase === 'Revoked'
        ? 'ended'
        : fulfilment?.phase === 'Withdrawn'
          ? 'withdrawn'
          : 'ended-outside';
    case 'Active':
      return fulfilment?.phase === 'Revoking'
        ? 'ending'
        : fulfilment?.phase === 'RevokeFailed'
          ? 'end-failed'
          : imported
            ? 'imported'
            : 'granted';
    case 'Pending':
      return pendingStage(fulfilment?.phase);
  }
}

function pendingStage(phase: Phase | undefined): Stage {
  switch (phase) {
    case 'Granting':
      return 'granting';
    case 'PartlyGranted':
    case 'GrantFailed':
      return 'failed';
    case 'Revoking':
      return 'ending';
    case 'RevokeFailed':
      return 'end-failed';
    default:
      return 'waiting';
  }
}

/** What a team may do was changed under an access that goes on. */
function modificationNotices(change: Change): readonly Notice[] {
  const { before, after, owner } = change;
  const rights = ({ permitted, grantable }: Subscription): string =>
    JSON.stringify([[...permitted].sort(), [...grantable].sort()]);
  if (before?.status !== 'Active' || after.status !== 'Active' || rights(before) === rights(after)) {
    return [];
  }
  const message = modifiedMessage(
    messageData(change, stageOf(after), shownReference(after)),
    before.permitted,
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

function place({
  workspace,
  enterprise,
  channel,
}: Team): Pick<Notice, 'workspace' | 'enterprise' | 'channel'> {
  return { workspace, channel, ...(enterprise ? { enterprise } : {}) };
}

/** A DM goes through the installation of the requester's workspace, or of the organisation that the teams share. */
function dmOf(
  { owner, consumer }: Change,
  requester: Extract<Actor, { kind: 'slack' }>,
): Pick<Notice, 'workspace' | 'enterprise' | 'channel'> {
  const enterprise = consumer?.enterprise ?? owner?.enterprise;
  return { workspace: requester.workspace, channel: requester.user, ...(enterprise ? { enterprise } : {}) };
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
    failed: `Approved by ${by}, but Lake Formation did not take every grant.`,
    granted: `Approved by ${by}. Every grant was read back from Lake Formation.`,
    imported: 'The consumer team imported the tables.',
    ending: undefined,
    'end-failed': `Ended by ${by}, but Lake Formation still holds some of it.`,
    denied:
      requesterOf(after)?.kind === 'slack' && noteOf(after)
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
        { ...at, key: 'dm-ended', message: endedMessage(data) },
      ];
    case 'ended-outside':
      return [{ ...at, key: 'dm-ended-outside', message: endedOutsideMessage(data) }];
    case 'withdrawn':
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

function requesterOf({ requestedBy }: Subscription): Actor | undefined {
  return requestedBy ? parseActor(requestedBy) : undefined;
}

/** Decisions that explain a stage; an older one that the record still carries explains nothing. */
const EXPLAINS: Readonly<Record<Stage, readonly DecisionView['kind'][]>> = {
  waiting: [],
  granting: ['approve', 'retry'],
  failed: ['approve', 'retry'],
  granted: ['approve', 'retry', 'keep-partial', 'modify', 'extend'],
  imported: ['approve', 'retry', 'keep-partial', 'modify', 'extend'],
  ending: ['revoke', 'roll-back'],
  'end-failed': ['revoke', 'roll-back'],
  denied: ['deny', 'roll-back'],
  withdrawn: ['withdraw'],
  ended: ['revoke'],
  'ended-outside': [],
};

function decisionOf(subscription: Subscription): DecisionView | undefined {
  const decision = subscription.fulfilment?.decision;
  return decision && EXPLAINS[stageOf(subscription)].includes(decision.kind) ? decision : undefined;
}

function noteOf(subscription: Subscription): string | undefined {
  return decisionOf(subscription)?.note;
}

function decidedBy(subscription: Subscription): string {
  const by = decisionOf(subscription)?.by ?? subscription.updatedBy;
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
  const { tables = {}, cause } = after.fulfilment ?? {};
  const decision = decisionOf(after);
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
      return {
        kind: 'end-failed',
        ...decided,
        cause: cause?.message,
        rollingBack: after.status === 'Pending',
      };
    case 'denied':
      return { kind: 'denied', ...decided, note: decision?.note };
    case 'withdrawn':
      return { kind: 'ended', ...decided, how: 'withdrawn' };
    case 'ended':
      return { kind: 'ended', ...decided, how: 'confirmed', note: decision?.note };
    case 'ended-outside':
      return { kind: 'ended', ...decided, how: 'outside' };
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
    note: noteOf(after),
    cut: after.status === 'Active' ? after.requested.filter((name) => !after.permitted.includes(name)) : [],
    buttonValue: buttonValue({ subscriptionId: after.id, reference: shown.reference }),
    requester: requesterName(change),
    imported: stage === 'imported',
  };
}
