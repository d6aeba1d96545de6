import type { ApprovalCardData } from '../../blocks/approval-card.ts';
import type { CardState } from '../../blocks/approval-state.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { shownColumns } from '../column-choices.ts';
import { actorMention } from '../jobs/decided-answer.ts';
import { shownEscalation } from '../shown-escalation.ts';
import { buttonValue } from '../slack/button-value.ts';
import { type Change, productName, requesterName, requesterOf } from './change.ts';
import { decidedBy, decisionOf, endWay, grantWay, isRolledBack, type Stage } from './stage.ts';
import { cardStages } from './stage-steps.ts';

/** What the owner's card shows of a record at this stage. */
export function cardData(
  change: Change,
  stage: Stage,
  shown: { readonly reference: string },
): ApprovalCardData {
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
    columns: shownColumns(after),
    follow: after.byTag,
    permissions: after.status === 'Active' ? after.permitted : after.requested,
    reason: after.reason,
    requestedSeconds: after.requestedSeconds,
    expiresAt: after.expiresAt,
    answers: after.fields ?? {},
    predecessor: after.predecessor,
    questions: (after.questions ?? []).map(({ by, text, answer }) => ({
      by: actorMention(by),
      text,
      answer: answer && { by: actorMention(answer.by), text: answer.text },
    })),
    stages: cardStages(after),
    escalated: shownEscalation(after),
    mustReview: after.mustReview ?? false,
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
      return { kind: 'granting', ...decided, way: grantWay(after) };
    case 'failed': {
      const granted = Object.values(tables).filter(({ state }) => state === 'Granted').length;
      return { kind: 'failed', ...decided, way: grantWay(after), granted, cause: cause?.message };
    }
    case 'granted':
    case 'imported':
      return { kind: 'granted', ...decided, way: grantWay(after), imported: stage === 'imported' };
    case 'suspended':
      return { kind: 'suspended', ...decided, note: decision?.note };
    case 'ending':
      return { kind: 'ending', ...decided, way: endWay(after) };
    case 'end-failed':
      return {
        kind: 'end-failed',
        ...decided,
        cause: cause?.message,
        way: endWay(after),
      };
    case 'denied':
      return isRolledBack(after)
        ? { kind: 'rolled-back', ...decided }
        : { kind: 'denied', ...decided, note: decision?.note };
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
  return date ? Math.floor(recordEpoch(date)) : 0;
}
