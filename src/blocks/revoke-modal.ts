import type { ModalView } from '@slack/types';
import { REVOKE_REASON_ACTION, REVOKE_REASON_BLOCK, REVOKE_VIEW } from './ids.ts';
import { section } from './message.ts';
import { planButton } from './plan-button.ts';
import { clip, listed, typed } from './text.ts';

export const REVOKE_REASON_LIMIT = 500;

export interface RevokeModalData {
  readonly consumerTeam: string;
  readonly product: string;
  /** Tables that can no longer be read afterwards. */
  readonly lost: readonly string[];
  /** Tables that another live subscription of the same team still covers. */
  readonly kept: readonly string[];
  readonly metadata: string;
}

/** Says what will be cut off before anything is. */
export function revokeModal({ consumerTeam, product, lost, kept, metadata }: RevokeModalData): ModalView {
  const team = typed(consumerTeam, 80);
  const names = (tables: readonly string[]): string =>
    listed(
      tables.map((name) => typed(name, 80)),
      15,
    );
  const impact = [
    lost.length > 0 ? `*${team}* can no longer read ${names(lost)} of *${typed(product, 100)}*.` : '',
    kept.length > 0
      ? `${names(kept)} can still be read, because another subscription of the team covers it.`
      : '',
    'Queries that use these tables fail from then on. Access can be asked for again.',
  ];
  return {
    type: 'modal',
    callback_id: REVOKE_VIEW,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'End access' },
    submit: { type: 'plain_text', text: 'End access' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(clip(impact.filter(Boolean).join('\n'), 2900)),
      {
        type: 'input',
        block_id: REVOKE_REASON_BLOCK,
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'Both teams read this.' },
        element: {
          type: 'plain_text_input',
          action_id: REVOKE_REASON_ACTION,
          multiline: true,
          min_length: 5,
          max_length: REVOKE_REASON_LIMIT,
          focus_on_load: true,
        },
      },
      planButton(),
    ],
  };
}
