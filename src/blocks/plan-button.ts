import type { KnownBlock } from '@slack/types';
import { PLAN_SHOW } from './ids.ts';
import { plain } from './message.ts';

/** Under a form that decides: shows over it what its choices would do. */
export function planButton(): KnownBlock {
  return {
    type: 'actions',
    block_id: 'plan',
    elements: [{ type: 'button', action_id: PLAN_SHOW, text: plain('Plan: show what this would do') }],
  };
}
