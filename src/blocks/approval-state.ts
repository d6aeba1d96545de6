import type { KnownBlock } from '@slack/types';
import type { ApprovalCardData } from './approval-card.ts';
import { stageStatus } from './approval-stages.ts';
import { section } from './message.ts';
import { moment, typed } from './text.ts';

export interface CardTable {
  readonly name: string;
  readonly state: 'Waiting' | 'Granted' | 'Failed' | 'Revoked' | 'RevokeFailed';
  readonly cause?: string | undefined;
}

export type CardState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'granting'; readonly by: string; readonly at: number }
  | { readonly kind: 'granted'; readonly by: string; readonly at: number; readonly imported: boolean }
  | {
      readonly kind: 'failed';
      readonly by: string;
      readonly at: number;
      readonly granted: number;
      readonly cause?: string | undefined;
    }
  | { readonly kind: 'denied'; readonly by: string; readonly at: number; readonly note?: string | undefined }
  | {
      readonly kind: 'suspended';
      readonly by: string;
      readonly at: number;
      readonly note?: string | undefined;
    }
  | { readonly kind: 'ending'; readonly by: string; readonly at: number }
  | {
      readonly kind: 'end-failed';
      readonly by: string;
      readonly at: number;
      readonly cause?: string | undefined;
      /** An approval that is being undone, not an access that ends. */
      readonly rollingBack: boolean;
    }
  | {
      readonly kind: 'ended';
      readonly by: string;
      readonly at: number;
      /** `confirmed`: every grant was seen gone. `outside`: somebody wrote so into the record, outside Slack. */
      readonly how: 'confirmed' | 'withdrawn' | 'outside';
      readonly note?: string | undefined;
    };

/** Where the record stands, in one or two lines. */
export function statusText({ state, tables, questions, stages }: ApprovalCardData): string {
  const granted = tables.filter((table) => table.state === 'Granted').length;
  switch (state.kind) {
    case 'waiting':
      return questions.some(({ answer }) => !answer)
        ? 'Waiting for the requester’s answer.'
        : stageStatus(stages) || 'Waiting for a decision.';
    case 'granting':
      return `:hourglass_flowing_sand: Approved by ${state.by} · ${moment(state.at)}. Granting now…`;
    case 'granted':
      return `:white_check_mark: Approved by ${state.by} · ${moment(state.at)}. Granted ${granted} of ${tables.length} tables${state.imported ? ', imported by the team' : ''}.`;
    case 'failed':
      return `:warning: Approved by ${state.by} · ${moment(state.at)}, but only ${granted} of ${tables.length} tables could be granted. ${state.cause ? typed(state.cause, 300) : ''}`.trim();
    case 'denied':
      return `:no_entry: Denied by ${state.by} · ${moment(state.at)}.${state.note ? `\nReason: ${typed(state.note, 1000)}` : ''}`;
    case 'suspended':
      return `:double_vertical_bar: Suspended by ${state.by} · ${moment(state.at)}. Nothing can be read until the mesh admins resume it.${state.note ? `\nReason: ${typed(state.note, 1000)}` : ''}`;
    case 'ending':
      return `:hourglass_flowing_sand: Ended by ${state.by} · ${moment(state.at)}. Taking the grants back now…`;
    case 'end-failed':
      return `:warning: ${state.rollingBack ? 'Rolled back' : 'Ended'} by ${state.by} · ${moment(state.at)}, but Lake Formation still holds some of it. ${state.cause ? typed(state.cause, 300) : ''}`.trim();
    case 'ended':
      return endedText(state);
  }
}

function endedText({ how, by, at, note }: Extract<CardState, { kind: 'ended' }>): string {
  const reason = note ? `\nReason: ${typed(note, 1000)}` : '';
  switch (how) {
    case 'withdrawn':
      return `Withdrawn by ${by} · ${moment(at)}.`;
    case 'confirmed':
      return `Access ended by ${by} · ${moment(at)}. Every grant is confirmed gone.${reason}`;
    case 'outside':
      return `:warning: Marked as ended by ${by} · ${moment(at)}, outside Slack. What was granted may still stand: a mesh admin has to look.`;
  }
}

/** Per table, only where they differ from each other or something failed. */
export function tableLines({ state, tables }: ApprovalCardData): KnownBlock[] {
  if (state.kind !== 'failed') {
    return [];
  }
  const lines = tables.slice(0, 10).map(({ name, state: held, cause }) => {
    const mark = held === 'Granted' ? ':white_check_mark:' : ':warning:';
    return `${mark} ${typed(name, 100)}${cause ? `: ${typed(cause, 150)}` : ''}`;
  });
  const rest = tables.length > 10 ? [`… and ${tables.length - 10} more`] : [];
  return [section([...lines, ...rest].join('\n'))];
}
