import { approvalCard } from '../../blocks/approval-card.ts';
import { stageStatus } from '../../blocks/approval-stages.ts';
import { section } from '../../blocks/message.ts';
import { shownReference } from '../shown-reference.ts';
import { cardData } from './card-data.ts';
import type { Change } from './change.ts';
import type { Notice } from './outbox.ts';
import { place } from './place.ts';
import type { Stage } from './stage.ts';
import { cardStages, reachedStages } from './stage-steps.ts';

/** People of one request who get a card of their own; more are asked by mention under the owner's card. */
const MOST_CARDS = 10;

/** Several approvals: one line under the card for each yes, and the same card by DM for each person that a reached stage names. */
export function stageNotices(change: Change, stage: Stage): readonly Notice[] {
  const { before, after, owner, order } = change;
  if (!owner || !after.stages) {
    return [];
  }
  const base = { ...place(owner), subscriptionId: after.id, order };
  const shown = shownReference(after);
  const users = new Set(reachedStages(after).flatMap((each) => each.users));
  const cards = [...users].slice(0, MOST_CARDS).map((user) => ({
    ...base,
    channel: user,
    key: `card-${user}`,
    shown,
    message: approvalCard(cardData(change, stage, shown)),
  }));
  const yeses = after.approvals?.length ?? 0;
  const isNew = yeses > (before?.approvals?.length ?? 0);
  const text = stageStatus(cardStages(after));
  return isNew && text !== ''
    ? [
        ...cards,
        { ...base, key: `thread-yes-${yeses}`, threadOf: 'card', message: { text, blocks: [section(text)] } },
      ]
    : cards;
}
