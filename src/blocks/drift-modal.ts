import type { ModalView } from '@slack/types';
import { DRIFT_NOTE_BLOCK, DRIFT_UNTIL_BLOCK, DRIFT_VIEW, WORDS_ACTION } from './ids.ts';
import { plain, section } from './message.ts';
import { typed } from './text.ts';
import { whyInput } from './why-input.ts';

export interface DriftModalData {
  readonly remedy: 'adopt' | 'ignore';
  /** What differs, unescaped. */
  readonly sentence: string;
  readonly metadata: string;
}

const WORDS = {
  adopt: {
    title: 'Adopt access',
    submit: 'Adopt',
    says: 'This becomes an access like any other: with a record, your decision, and an end.',
    until: 'Ends on',
    hint: 'Left empty, it has no end until somebody ends it.',
  },
  ignore: {
    title: 'Leave it for now',
    submit: 'Leave it',
    says: 'Nothing is changed. The difference is shown again after this day.',
    until: 'Until',
    hint: 'At most a year ahead.',
  },
} as const;

/** Until when, and why: what Adopt and Ignore have to be told. */
export function driftModal({ remedy, sentence, metadata }: DriftModalData): ModalView {
  const { title, submit, says, until, hint } = WORDS[remedy];
  return {
    type: 'modal',
    callback_id: DRIFT_VIEW,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: [
      section(`${typed(sentence, 900)}\n${says}`),
      {
        type: 'input',
        block_id: DRIFT_UNTIL_BLOCK,
        optional: remedy === 'adopt',
        label: plain(until),
        hint: plain(hint),
        element: { type: 'datepicker', action_id: WORDS_ACTION },
      },
      whyInput(DRIFT_NOTE_BLOCK, 'It is kept in the ledger.'),
    ],
  };
}
