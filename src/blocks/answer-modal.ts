import type { ModalView } from '@slack/types';
import { ANSWER_BLOCK, ANSWER_VIEW, WORDS_ACTION } from './ids.ts';
import { section } from './message.ts';
import { clip, typed } from './text.ts';

export const ANSWER_LIMIT = 1000;

export interface AnswerModalData {
  readonly product: string;
  /** Who asked what, one line each, ready for mrkdwn. */
  readonly questions: readonly string[];
  readonly metadata: string;
}

/** Shows what is asked and takes one answer to all of it. */
export function answerModal({ product, questions, metadata }: AnswerModalData): ModalView {
  const lines = questions.map((question) => `>${question.replaceAll('\n', '\n>')}`);
  return {
    type: 'modal',
    callback_id: ANSWER_VIEW,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'Answer the owners' },
    submit: { type: 'plain_text', text: 'Answer' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(clip(`About your request for ${typed(product, 100)}:\n${lines.join('\n')}`, 2900)),
      {
        type: 'input',
        block_id: ANSWER_BLOCK,
        label: { type: 'plain_text', text: 'Your answer' },
        hint: { type: 'plain_text', text: 'Those who decide read it on the card.' },
        element: {
          type: 'plain_text_input',
          action_id: WORDS_ACTION,
          multiline: true,
          max_length: ANSWER_LIMIT,
          focus_on_load: true,
        },
      },
    ],
  };
}
