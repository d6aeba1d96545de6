import type { InputBlock } from '@slack/types';
import { WORDS_ACTION } from './ids.ts';
import { plain } from './message.ts';

/** Asks for a reason that is kept; `hint` says who reads it. */
export function whyInput(blockId: string, hint: string): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain('Why?'),
    hint: plain(hint),
    element: {
      type: 'plain_text_input',
      action_id: WORDS_ACTION,
      multiline: true,
      min_length: 5,
      max_length: 500,
    },
  };
}
