import type { ModalView } from '@slack/types';
import { CONFIRM_BLOCK, EMERGENCY_VIEW, REASON_BLOCK, WORDS_ACTION } from './ids.ts';
import { plain, section } from './message.ts';
import { clip, typed } from './text.ts';
import { whyInput } from './why-input.ts';

export interface EmergencyModalData {
  readonly title: string;
  readonly submit: string;
  /** What will happen, ready for mrkdwn. */
  readonly impact: string;
  /** What the person types to confirm; unescaped. */
  readonly name: string;
  readonly metadata: string;
}

/** Says what would be done before anything is, and takes the name typed again and a reason. */
export function emergencyModal({ title, submit, impact, name, metadata }: EmergencyModalData): ModalView {
  return {
    type: 'modal',
    callback_id: EMERGENCY_VIEW,
    private_metadata: metadata,
    title: plain(title),
    submit: plain(submit),
    close: plain('Cancel'),
    blocks: [
      section(clip(impact, 2900)),
      {
        type: 'input',
        block_id: CONFIRM_BLOCK,
        label: plain(clip(`Type ${name} to confirm`, 100)),
        element: { type: 'plain_text_input', action_id: WORDS_ACTION, max_length: 100 },
      },
      whyInput(REASON_BLOCK, 'The teams concerned read this, and it is kept in the ledger.'),
    ],
  };
}

/** How far it has come: posted once, and changed as it goes on. */
export function progressText(
  what: string,
  { done, total }: { readonly done: number; readonly total: number },
): string {
  const icon = done >= total ? ':white_check_mark:' : ':rotating_light:';
  const rest = done >= total ? '' : ' The rest follows by itself.';
  return `${icon} ${what}: ${done} of ${total} done.${rest}`;
}

export function nameText(name: string): string {
  return `*${typed(name, 80)}*`;
}
