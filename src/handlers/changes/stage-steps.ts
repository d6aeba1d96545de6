import type { CardStage } from '../../blocks/approval-stages.ts';
import { mention, mentionGroup } from '../../blocks/text.ts';
import type { StageView, Subscription } from '../../mesh/subscriptions/subscription.ts';
import { deciderMention } from '../jobs/decided-answer.ts';

/** The stages of a record as its card shows them. */
export function cardStages({ stages = [], approvals = [] }: Subscription): readonly CardStage[] {
  return stages.map(({ stage, count, users, groups }) => ({
    name: stage,
    count,
    approvedBy: [...new Set(approvals.filter((yes) => yes.stage === stage).map(deciderMention))],
    deciders: [...users.map(mention), ...groups.map(mentionGroup)],
  }));
}

/** Stages that were asked by now: those that have said yes, and the one that it waits for. */
export function reachedStages({ stages = [], approvals = [] }: Subscription): readonly StageView[] {
  const open = stages.findIndex(
    ({ stage, count }) =>
      new Set(approvals.filter((yes) => yes.stage === stage).map(({ by }) => by)).size < count,
  );
  return open < 0 ? stages : stages.slice(0, open + 1);
}
