import type { ModalView } from '@slack/types';
import { ASK_BLOCK, ASK_VIEW, WORDS_ACTION } from './ids.ts';
import { section } from './message.ts';
import { clip, typed } from './text.ts';

export const QUESTION_MIN = 5;
export const QUESTION_LIMIT = 500;

export interface AskModalData {
  /** Who is asked, ready for mrkdwn. */
  readonly requester: string;
  readonly product: string;
  /** Ready for mrkdwn. */
  readonly tables: string;
  readonly metadata: string;
}

/** Asks the requester something before deciding. */
export function askModal({ requester, product, tables, metadata }: AskModalData): ModalView {
  return {
    type: 'modal',
    callback_id: ASK_VIEW,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'Ask the requester' },
    submit: { type: 'plain_text', text: 'Ask' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        clip(
          `${requester} asked for ${tables} of ${typed(product, 100)}. Nothing is decided by a question; the request waits for the answer.`,
          2900,
        ),
      ),
      {
        type: 'input',
        block_id: ASK_BLOCK,
        label: { type: 'plain_text', text: 'What do you need to know?' },
        hint: { type: 'plain_text', text: 'The requester gets it as a message; it also stands on the card.' },
        element: {
          type: 'plain_text_input',
          action_id: WORDS_ACTION,
          multiline: true,
          min_length: QUESTION_MIN,
          max_length: QUESTION_LIMIT,
          focus_on_load: true,
        },
      },
    ],
  };
}
