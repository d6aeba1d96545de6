import type { KnownBlock } from '@slack/types';
import type { ApprovalCardData } from './approval-card.ts';
import { APPROVE, ASK, DENY, KEEP_PARTIAL, RETRY, REVIEW, REVOKE, ROLL_BACK } from './ids.ts';
import { plain } from './message.ts';
import { clip } from './text.ts';

/** Approve, Review…, Ask… and Deny…, each with a label that says which request it is about. */
export function decideButtons({
  buttonValue,
  consumerTeam,
  product,
  mustReview,
}: ApprovalCardData): KnownBlock {
  // A label is read aloud as it stands: a mention would be an id.
  const which = `: ${consumerTeam}, ${product}`;
  const button = (action_id: string, text: string, label: string) => ({
    type: 'button' as const,
    action_id,
    value: buttonValue,
    text: plain(text),
    accessibility_label: clip(label, 75),
  });
  const approve = {
    ...button(APPROVE, 'Approve', `Approve${which}`),
    style: 'primary' as const,
  };
  return {
    type: 'actions',
    block_id: 'decide',
    elements: [
      ...(mustReview ? [] : [approve]),
      button(REVIEW, 'Review…', `Review${which}`),
      button(ASK, 'Ask…', `Ask about the request${which}`),
      { ...button(DENY, 'Deny…', `Deny${which}`), style: 'danger' },
    ],
  };
}

/** What an approver can do about grants that failed. */
export function mendButtons({ state, buttonValue }: ApprovalCardData): KnownBlock[] {
  if (state.kind !== 'failed' && state.kind !== 'end-failed') {
    return [];
  }
  const button = (action_id: string, text: string) => ({
    type: 'button' as const,
    action_id,
    value: buttonValue,
    text: plain(text),
  });
  if (state.kind === 'end-failed') {
    const again = {
      'Rolled back': button(ROLL_BACK, 'Roll back again'),
      Ended: button(REVOKE, 'End access again…'),
      Suspended: button(REVOKE, 'End access…'),
    }[state.way];
    return [{ type: 'actions', block_id: 'mend', elements: [again] }];
  }
  const keep = state.granted > 0 ? [button(KEEP_PARTIAL, 'Keep what was granted')] : [];
  const elements = [
    { ...button(RETRY, 'Retry'), style: 'primary' as const },
    ...keep,
    button(ROLL_BACK, 'Roll back'),
  ];
  return [{ type: 'actions', block_id: 'mend', elements }];
}
