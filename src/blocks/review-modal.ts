import type { InputBlock, ModalView } from '@slack/types';
import { type ColumnChoice, columnInputs } from './column-inputs.ts';
import { durationText, shorterDurations } from './durations.ts';
import type { ShownFollow } from './follow-words.ts';
import {
  REVIEW_ACTION,
  REVIEW_CONFIRM_BLOCK,
  REVIEW_DURATION_BLOCK,
  REVIEW_FOLLOW_BLOCK,
  REVIEW_GRANTABLE_BLOCK,
  REVIEW_NOTE_BLOCK,
  REVIEW_PERMISSIONS_BLOCK,
  REVIEW_TABLES_BLOCK,
  REVIEW_UNTIL_BLOCK,
  REVIEW_VIEW,
} from './ids.ts';
import { section } from './message.ts';
import { option } from './option.ts';
import { optionValue } from './option-value.ts';
import { planButton } from './plan-button.ts';
import { clip, typed } from './text.ts';
import { ticksInput } from './ticks-input.ts';
import { dayOf, untilInput } from './until-input.ts';

export const REVIEW_NOTE_LIMIT = 500;
const CHECKBOX_LIMIT = 10;
const SELECT_LIMIT = 100;

export interface ReviewModalData {
  readonly requester: string;
  readonly consumerTeam: string;
  readonly product: string;
  readonly tables: readonly string[];
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
  /** Asked length; absent: no end. */
  readonly requestedSeconds?: number | undefined;
  /** The end that was asked for instead of a length; epoch seconds. */
  readonly expiresAt?: number | undefined;
  /** Columns that can be chosen, by table. */
  readonly columns?: readonly ColumnChoice[] | undefined;
  /** What the request follows; absent: the tables stay as they are. */
  readonly follow?: ShownFollow | undefined;
  /** What has to be typed before it can be approved; absent: nothing. */
  readonly confirm?: string | undefined;
  readonly metadata: string;
}

/** Everything asked for is ticked; the approver can only take away. */
export function reviewModal(data: ReviewModalData): ModalView {
  const why = data.reason ? `\n*Why:* ${typed(data.reason, 1500)}` : '';
  return {
    type: 'modal',
    callback_id: REVIEW_VIEW,
    private_metadata: data.metadata,
    title: { type: 'plain_text', text: 'Review request' },
    submit: { type: 'plain_text', text: 'Approve this' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        clip(
          `${data.requester} asks for *${typed(data.consumerTeam, 80)}*, product *${typed(data.product, 100)}*.${why}`,
          2900,
        ),
      ),
      tablesInput(data.tables),
      ...(data.follow ? [followInput(data.follow)] : []),
      ticksInput(REVIEW_PERMISSIONS_BLOCK, 'Permissions', data.permissions, data.permissions),
      {
        ...ticksInput(
          REVIEW_GRANTABLE_BLOCK,
          'May they hand these on inside their account?',
          data.permissions,
          [],
        ),
        optional: true,
      },
      ...columnInputs(data.columns ?? []),
      durationInput(data),
      untilInput(REVIEW_UNTIL_BLOCK, REVIEW_ACTION, undefined),
      ...(data.confirm === undefined ? [] : [confirmInput(data.confirm)]),
      {
        type: 'input',
        block_id: REVIEW_NOTE_BLOCK,
        optional: true,
        label: { type: 'plain_text', text: 'Note' },
        hint: { type: 'plain_text', text: 'The requester reads this, together with what was cut.' },
        element: {
          type: 'plain_text_input',
          action_id: REVIEW_ACTION,
          multiline: true,
          max_length: REVIEW_NOTE_LIMIT,
        },
      },
      planButton(),
    ],
  };
}

/** Unticked, or with a table or column taken out: the tables as they are now, and no others. */
function followInput({ kind, name }: ShownFollow): InputBlock {
  const later = option('live', `Also what is added to the ${kind} later`);
  return {
    type: 'input',
    block_id: REVIEW_FOLLOW_BLOCK,
    optional: true,
    label: { type: 'plain_text', text: 'Live' },
    hint: {
      type: 'plain_text',
      text: clip(
        `Tables that ${name} gets later are covered too, except more sensitive ones. Counts only while every table stays ticked and no columns are chosen.`,
        150,
      ),
    },
    element: {
      type: 'checkboxes',
      action_id: REVIEW_ACTION,
      options: [later],
      initial_options: [later],
    },
  };
}

/** For what the owner's policy lets nobody approve in passing. */
function confirmInput(name: string): InputBlock {
  return {
    type: 'input',
    block_id: REVIEW_CONFIRM_BLOCK,
    label: { type: 'plain_text', text: clip(`Type “${name}” to approve`, 200) },
    hint: {
      type: 'plain_text',
      text: 'The owner’s policy asks for it, so that nobody approves this in passing.',
    },
    element: { type: 'plain_text_input', action_id: REVIEW_ACTION },
  };
}

/** As asked for, or shorter: never longer. */
function durationInput({ requestedSeconds: asked, expiresAt }: ReviewModalData): InputBlock {
  const words =
    asked === undefined && expiresAt !== undefined ? `until ${dayOf(expiresAt)}` : durationText(asked);
  const asAsked = option('as-asked', `As asked for: ${words}`);
  return {
    type: 'input',
    block_id: REVIEW_DURATION_BLOCK,
    label: { type: 'plain_text', text: 'For how long?' },
    element: {
      type: 'static_select',
      action_id: REVIEW_ACTION,
      options: [...shorterDurations(asked), asAsked],
      initial_option: asAsked,
    },
  };
}

function tablesInput(tables: readonly string[]): InputBlock {
  const options = tables.slice(0, SELECT_LIMIT).map((name) => option(optionValue(name), name));
  const block = {
    type: 'input',
    block_id: REVIEW_TABLES_BLOCK,
    label: {
      type: 'plain_text',
      text: tables.length > SELECT_LIMIT ? `Tables (the first ${SELECT_LIMIT})` : 'Tables',
    },
  } as const;
  return options.length > CHECKBOX_LIMIT
    ? {
        ...block,
        element: { type: 'multi_static_select', action_id: REVIEW_ACTION, options, initial_options: options },
      }
    : {
        ...block,
        element: { type: 'checkboxes', action_id: REVIEW_ACTION, options, initial_options: options },
      };
}
