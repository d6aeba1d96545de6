import type { KnownBlock, ModalView } from '@slack/types';
import { durationOptions, durationText } from './durations.ts';
import {
  EXTEND_DURATION_ACTION,
  EXTEND_DURATION_BLOCK,
  EXTEND_REASON_ACTION,
  EXTEND_REASON_BLOCK,
  EXTEND_VIEW,
  EXTENSION_APPROVE,
  EXTENSION_DENY,
  EXTENSION_DENY_VIEW,
  EXTENSION_NOTE_ACTION,
  EXTENSION_NOTE_BLOCK,
} from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, listed, moment, sentence, typed } from './text.ts';

export const EXTEND_REASON_LIMIT = 500;
export const EXTENSION_NOTE_MIN = 5;

/** What an extension is about, in words that both teams may read. */
export interface ExtensionWords {
  readonly product: string;
  readonly tables: readonly string[];
  readonly consumerTeam: string;
  /** Who asks, ready for mrkdwn. */
  readonly requester: string;
  /** The end that was decided; epoch seconds. */
  readonly end: number;
  readonly seconds: number;
  readonly reason?: string | undefined;
}

export interface ExtensionCardData extends ExtensionWords {
  readonly buttonValue: string;
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'over' }
    | {
        readonly kind: 'extended' | 'denied';
        readonly by: string;
        readonly at: number;
        readonly note?: string;
      };
}

function what({ tables, product }: Pick<ExtensionWords, 'tables' | 'product'>): string {
  const names = listed(
    tables.map((name) => typed(name, 80)),
    5,
  );
  return `${names || 'the database'} of ${typed(product, 100)}`;
}

/** In the owner's thread: somebody asks for more time. Updated in place once it is answered, or once it is too late. */
export function extensionCard(data: ExtensionCardData): Message {
  const why = data.reason ? ` Reason: ${sentence(typed(data.reason, 500))}` : '';
  const ask = `${data.state.kind === 'waiting' ? ':hourglass: ' : ''}${data.requester} asks for ${durationText(data.seconds)} more on ${what(data)} for ${typed(data.consumerTeam, 80)}: until ${moment(data.end + data.seconds)} instead of ${moment(data.end)}.${why}`;
  const state = stateText(data);
  return {
    text: `${ask} ${state}`,
    blocks: [
      section(clip(ask, 2900)),
      ...(data.state.kind === 'waiting' ? [buttons(data.buttonValue), context(state)] : [section(state)]),
    ],
  };
}

function stateText({ state, end, seconds }: ExtensionCardData): string {
  switch (state.kind) {
    case 'waiting':
      return `Until somebody answers, the access ends ${moment(end)}.`;
    case 'over':
      return 'Nobody answered before the access ended.';
    case 'extended':
      return `:white_check_mark: Extended by ${state.by} · ${moment(state.at)}. It ends ${moment(end + seconds)}.`;
    case 'denied':
      return `:no_entry: Not extended, says ${state.by} · ${moment(state.at)}. It ends ${moment(end)}.${state.note ? ` Reason: ${sentence(typed(state.note, 500))}` : ''}`;
  }
}

function buttons(value: string): KnownBlock {
  return {
    type: 'actions',
    block_id: 'extension',
    elements: [
      {
        type: 'button',
        action_id: EXTENSION_APPROVE,
        style: 'primary',
        value,
        text: { type: 'plain_text', text: 'Approve extension' },
      },
      {
        type: 'button',
        action_id: EXTENSION_DENY,
        style: 'danger',
        value,
        text: { type: 'plain_text', text: 'Deny…' },
      },
    ],
  };
}

/** To the one who asked for more time: what came of it. */
export function extensionAnswered(data: ExtensionCardData): Message {
  const { state } = data;
  const text = {
    waiting: `:hourglass: The owner was asked for ${durationText(data.seconds)} more on ${what(data)}. Until somebody answers, it ends ${moment(data.end)}.`,
    over: `The access to ${what(data)} ended before anybody answered your wish for more time. Ask again with \`/mesh request\`.`,
    extended: `:white_check_mark: Your access to ${what(data)} was extended by ${durationText(data.seconds)}. It ends ${moment(data.end + data.seconds)}.`,
    denied: `:no_entry: Your access to ${what(data)} was not extended. You have it until ${moment(data.end)}.`,
  }[state.kind];
  const by =
    'by' in state
      ? ` Decided by ${state.by}.${state.note ? ` Reason: ${sentence(typed(state.note, 500))}` : ''}`
      : '';
  return { text: `${text}${by}`, blocks: [section(`${text}${by}`)] };
}

export interface ExtendModalData {
  readonly product: string;
  readonly tables: readonly string[];
  /** Epoch seconds. */
  readonly end: number;
  readonly ownerTeam: string;
  readonly metadata: string;
}

/** Asks for how much longer, and why. */
export function extendModal(data: ExtendModalData): ModalView {
  const options = extensionLengths();
  return {
    type: 'modal',
    callback_id: EXTEND_VIEW,
    private_metadata: data.metadata,
    title: { type: 'plain_text', text: 'Ask for more time' },
    submit: { type: 'plain_text', text: 'Ask' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        clip(
          `Access to ${what(data)} ends ${moment(data.end)}. *${typed(data.ownerTeam, 80)}* decides; until somebody answers, it still ends then.`,
          2900,
        ),
      ),
      {
        type: 'input',
        block_id: EXTEND_DURATION_BLOCK,
        label: { type: 'plain_text', text: 'How much longer?' },
        hint: { type: 'plain_text', text: 'Counted from the end that it has now.' },
        element: { type: 'static_select', action_id: EXTEND_DURATION_ACTION, options: [...options] },
      },
      {
        type: 'input',
        block_id: EXTEND_REASON_BLOCK,
        optional: true,
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'Those who decide read this.' },
        element: {
          type: 'plain_text_input',
          action_id: EXTEND_REASON_ACTION,
          multiline: true,
          max_length: EXTEND_REASON_LIMIT,
        },
      },
    ],
  };
}

/** Lengths that the form offers; more time never means no end. */
function extensionLengths() {
  return durationOptions({ endless: false });
}

/** Asks the one who denies for a reason; the team reads it. */
export function denyExtensionModal(words: ExtensionWords, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: EXTENSION_DENY_VIEW,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'Deny extension' },
    submit: { type: 'plain_text', text: 'Deny' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(
        clip(
          `${words.requester} asks for ${durationText(words.seconds)} more on ${what(words)}. Without it, the access ends ${moment(words.end)}.`,
          2900,
        ),
      ),
      {
        type: 'input',
        block_id: EXTENSION_NOTE_BLOCK,
        label: { type: 'plain_text', text: 'Why not?' },
        hint: { type: 'plain_text', text: 'The team that asked reads this.' },
        element: {
          type: 'plain_text_input',
          action_id: EXTENSION_NOTE_ACTION,
          multiline: true,
          min_length: EXTENSION_NOTE_MIN,
          max_length: EXTEND_REASON_LIMIT,
          focus_on_load: true,
        },
      },
    ],
  };
}
