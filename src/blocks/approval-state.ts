import type { KnownBlock } from '@slack/types';
import type { ApprovalCardData } from './approval-card.ts';
import { stageStatus } from './approval-stages.ts';
import { section } from './message.ts';
import { moment, sentence, typed } from './text.ts';

export interface CardTable {
  readonly name: string;
  readonly state: 'Waiting' | 'Granted' | 'Failed' | 'Revoked' | 'RevokeFailed';
  readonly cause?: string | undefined;
}

/** `Resumed`: given back after mesh admins had suspended it. */
export type GrantWay = 'Approved' | 'Resumed';

/** `Ended`: an access ends for good. `Suspended`: until mesh admins resume it. `Rolled back`: an approval that is undone. */
export type EndWay = 'Ended' | 'Suspended' | 'Rolled back';

export type CardState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'granting'; readonly by: string; readonly at: number; readonly way: GrantWay }
  | {
      readonly kind: 'granted';
      readonly by: string;
      readonly at: number;
      readonly imported: boolean;
      readonly way: GrantWay;
    }
  | {
      readonly kind: 'failed';
      readonly by: string;
      readonly at: number;
      readonly granted: number;
      readonly way: GrantWay;
      readonly cause?: string | undefined;
    }
  | { readonly kind: 'denied'; readonly by: string; readonly at: number; readonly note?: string | undefined }
  /** An approval that could not be granted in full was undone. */
  | { readonly kind: 'rolled-back'; readonly by: string; readonly at: number }
  | {
      readonly kind: 'suspended';
      readonly by: string;
      readonly at: number;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: 'ending';
      readonly by: string;
      readonly at: number;
      readonly way: EndWay;
    }
  | {
      readonly kind: 'end-failed';
      readonly by: string;
      readonly at: number;
      readonly cause?: string | undefined;
      readonly way: EndWay;
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
      return `:hourglass_flowing_sand: ${state.way} by ${state.by} · ${moment(state.at)}. Granting now…`;
    case 'granted':
      return `:white_check_mark: ${state.way} by ${state.by} · ${moment(state.at)}. Granted ${granted} of ${tables.length} tables${state.imported ? ', imported by the team' : ''}.`;
    case 'failed':
      return `:warning: ${state.way} by ${state.by} · ${moment(state.at)}, but ${grantedWords(granted, tables.length)} could be granted. ${state.cause ? typed(state.cause, 300) : ''}`.trim();
    case 'denied':
      return `:no_entry: Denied by ${state.by} · ${moment(state.at)}.${state.note ? `\nReason: ${sentence(typed(state.note, 1000))}` : ''}`;
    case 'rolled-back':
      return `:leftwards_arrow_with_hook: Rolled back by ${state.by} · ${moment(state.at)}. Nothing of it is granted.`;
    case 'suspended':
      return `:double_vertical_bar: Suspended by ${state.by} · ${moment(state.at)}. Nothing can be read until the mesh admins resume it.${state.note ? `\nReason: ${sentence(typed(state.note, 1000))}` : ''}`;
    case 'ending':
      return `:hourglass_flowing_sand: ${state.way} by ${state.by} · ${moment(state.at)}. Taking the grants back now…`;
    case 'end-failed':
      return `:warning: ${state.way} by ${state.by} · ${moment(state.at)}, but Lake Formation still holds some of it. ${state.cause ? typed(state.cause, 300) : ''}`.trim();
    case 'ended':
      return endedText(state);
  }
}

function grantedWords(granted: number, all: number): string {
  if (granted > 0) {
    return `only ${granted} of ${all} tables`;
  }
  return `none of ${all === 1 ? 'it' : `the ${all} tables`}`;
}

function endedText({ how, by, at, note }: Extract<CardState, { kind: 'ended' }>): string {
  const reason = note ? `\nReason: ${sentence(typed(note, 1000))}` : '';
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
