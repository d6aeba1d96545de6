import type { InputBlock, ModalView } from '@slack/types';
import { type ColumnChoice, columnInputs } from './column-inputs.ts';
import { type DurationBounds, durationOptions } from './durations.ts';
import {
  MODIFY_END_BLOCK,
  MODIFY_GRANTABLE_BLOCK,
  MODIFY_NOTE_BLOCK,
  MODIFY_PERMISSIONS_BLOCK,
  MODIFY_VIEW,
  REVIEW_ACTION,
} from './ids.ts';
import { section } from './message.ts';
import { option } from './option.ts';
import { planButton } from './plan-button.ts';
import { clip, listed, typed } from './text.ts';
import { ticksInput } from './ticks-input.ts';

export const MODIFY_NOTE_LIMIT = 500;

export interface ModifyModalData {
  readonly consumerTeam: string;
  readonly product: string;
  readonly tables: readonly string[];
  /** What may be held: asked for or held now. */
  readonly allowed: readonly string[];
  readonly permitted: readonly string[];
  readonly grantable: readonly string[];
  /** Columns that can be chosen, by table, with those of now. */
  readonly columns?: readonly ColumnChoice[] | undefined;
  /** Of now, in epoch seconds; absent: none. */
  readonly expiresAt?: number | undefined;
  /** What the owner's policy allows from now on. */
  readonly bounds: DurationBounds;
  readonly metadata: string;
}

/** Changes what a team may do with tables that it has. Ticked is what it has now. */
export function modifyModal(data: ModifyModalData): ModalView {
  const tables = listed(
    data.tables.map((name) => typed(name, 80)),
    15,
  );
  return {
    type: 'modal',
    callback_id: MODIFY_VIEW,
    private_metadata: data.metadata,
    title: { type: 'plain_text', text: 'Change permissions' },
    submit: { type: 'plain_text', text: 'Change' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        clip(`*${typed(data.consumerTeam, 80)}* has ${tables} of *${typed(data.product, 100)}*.`, 2900),
      ),
      ticksInput(MODIFY_PERMISSIONS_BLOCK, 'Permissions', data.allowed, data.permitted),
      {
        ...ticksInput(
          MODIFY_GRANTABLE_BLOCK,
          'May they hand these on inside their account?',
          data.allowed,
          data.grantable,
        ),
        optional: true,
      },
      ...columnInputs(data.columns ?? []),
      endInput(data),
      {
        type: 'input',
        block_id: MODIFY_NOTE_BLOCK,
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'Both teams read this.' },
        element: {
          type: 'plain_text_input',
          action_id: REVIEW_ACTION,
          multiline: true,
          min_length: 5,
          max_length: MODIFY_NOTE_LIMIT,
        },
      },
      planButton(),
    ],
  };
}

/** Its end stays unless another is chosen; what the owner's policy does not allow is not offered. */
function endInput({ expiresAt, bounds }: ModifyModalData): InputBlock {
  const day = expiresAt === undefined ? '' : new Date(expiresAt * 1000).toISOString().slice(0, 16);
  const stays = option('as-is', day === '' ? 'No end, as now' : `Ends ${day.replace('T', ' ')} UTC, as now`);
  return {
    type: 'input',
    block_id: MODIFY_END_BLOCK,
    label: { type: 'plain_text', text: 'For how long?' },
    hint: { type: 'plain_text', text: 'Another length counts from now.' },
    element: {
      type: 'static_select',
      action_id: REVIEW_ACTION,
      options: [stays, ...durationOptions(bounds)],
      initial_option: stays,
    },
  };
}
