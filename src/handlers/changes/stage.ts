import type { EndWay, GrantWay } from '../../blocks/approval-state.ts';
import type { DecisionView, Phase, Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actorMention, deciderMention } from '../jobs/decided-answer.ts';

export type Stage =
  | 'waiting'
  | 'granting'
  | 'failed'
  | 'granted'
  | 'imported'
  | 'suspended'
  | 'ending'
  | 'end-failed'
  | 'denied'
  | 'withdrawn'
  | 'ended'
  | 'ended-outside';

/** What people need to tell apart, from the stored status and phase alone. */
export function stageOf({ status, imported, fulfilment }: Subscription): Stage {
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
          : fulfilment?.phase === 'Suspended'
            ? 'suspended'
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

/** Decisions that explain a stage; an older one that the record still carries explains nothing. */
const EXPLAINS: Readonly<Record<Stage, readonly DecisionView['kind'][]>> = {
  waiting: [],
  granting: ['approve', 'retry', 'resume'],
  failed: ['approve', 'retry', 'resume'],
  granted: ['approve', 'retry', 'keep-partial', 'modify', 'extend', 'resume'],
  imported: ['approve', 'retry', 'keep-partial', 'modify', 'extend', 'resume'],
  suspended: ['suspend'],
  ending: ['revoke', 'roll-back', 'suspend'],
  'end-failed': ['revoke', 'roll-back', 'suspend'],
  denied: ['deny', 'roll-back'],
  withdrawn: ['withdraw'],
  ended: ['revoke'],
  'ended-outside': [],
};

export function decisionOf(subscription: Subscription): DecisionView | undefined {
  const decision = subscription.fulfilment?.decision;
  return decision && EXPLAINS[stageOf(subscription)].includes(decision.kind) ? decision : undefined;
}

/** Whether it is denied only in that its approval, which could not be granted in full, was undone. */
export function isRolledBack(subscription: Subscription): boolean {
  return decisionOf(subscription)?.kind === 'roll-back';
}

export function grantWay(subscription: Subscription): GrantWay {
  return decisionOf(subscription)?.kind === 'resume' ? 'Resumed' : 'Approved';
}

/** How what is being taken back ends: by the decision, else by what the record was. */
export function endWay(subscription: Subscription): EndWay {
  switch (decisionOf(subscription)?.kind) {
    case 'suspend':
      return 'Suspended';
    case 'roll-back':
      return 'Rolled back';
    default:
      return subscription.status === 'Pending' ? 'Rolled back' : 'Ended';
  }
}

export function noteOf(subscription: Subscription): string | undefined {
  return decisionOf(subscription)?.note;
}

export function decidedBy(subscription: Subscription): string {
  const decision = decisionOf(subscription);
  if (decision) {
    return deciderMention(decision);
  }
  return subscription.updatedBy ? actorMention(subscription.updatedBy) : 'somebody';
}
