import type { ModalView } from '@slack/types';
import { DENY_REASON_ACTION, DENY_REASON_BLOCK, DENY_VIEW, NOTICE_VIEW } from './ids.ts';
import { section } from './message.ts';
import { clip, typed } from './text.ts';

export const DENY_REASON_MIN = 10;
export const DENY_REASON_LIMIT = 500;

/** Shown at once while the worker looks whether this person may decide; says nothing about the request. */
export function loadingView(title: string): ModalView {
  return noticeView(title, ':hourglass_flowing_sand: One moment…');
}

/** A view that only informs. */
export function noticeView(title: string, mrkdwn: string): ModalView {
  return {
    type: 'modal',
    callback_id: NOTICE_VIEW,
    title: { type: 'plain_text', text: clip(title, 24) },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [section(clip(mrkdwn, 3000))],
  };
}

export interface DenyModalData {
  readonly requester: string;
  readonly product: string;
  readonly tables: string;
  /** Opaque; checked again when the form comes back. */
  readonly metadata: string;
}

/** Asks why; the requester reads the answer. */
export function denyModal({ requester, product, tables, metadata }: DenyModalData): ModalView {
  return {
    type: 'modal',
    callback_id: DENY_VIEW,
    private_metadata: metadata,
    title: { type: 'plain_text', text: 'Deny request' },
    submit: { type: 'plain_text', text: 'Deny' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(`${requester} asked for ${tables} of ${typed(product, 100)}.`),
      {
        type: 'input',
        block_id: DENY_REASON_BLOCK,
        label: { type: 'plain_text', text: 'Why not?' },
        hint: { type: 'plain_text', text: 'The requester reads this. Say what would have to change.' },
        element: {
          type: 'plain_text_input',
          action_id: DENY_REASON_ACTION,
          multiline: true,
          min_length: DENY_REASON_MIN,
          max_length: DENY_REASON_LIMIT,
          focus_on_load: true,
        },
      },
    ],
  };
}
