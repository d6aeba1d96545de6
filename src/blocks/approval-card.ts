import type { KnownBlock } from '@slack/types';
import { type CardStage, stageLines, stageStatus } from './approval-stages.ts';
import { type ShownColumns, scopeWords } from './column-words.ts';
import { durationText } from './durations.ts';
import { followWords, type ShownFollow } from './follow-words.ts';
import { APPROVE, ASK, DENY, KEEP_PARTIAL, RETRY, REVIEW, REVOKE, ROLL_BACK } from './ids.ts';
import { context, type Message, section } from './message.ts';
import { clip, listed, moment, typed } from './text.ts';

export interface CardTable {
  readonly name: string;
  readonly state: 'Waiting' | 'Granted' | 'Failed' | 'Revoked' | 'RevokeFailed';
  readonly cause?: string | undefined;
}

export interface ApprovalCardData {
  /** Mentions or plain words, ready for mrkdwn. */
  readonly requester: string;
  readonly consumerTeam: string;
  readonly consumerAccount: string;
  readonly product: string;
  readonly database: string;
  readonly tables: readonly CardTable[];
  readonly permissions: readonly string[];
  /** Tables of which only some columns or rows can be read. */
  readonly columns: readonly ShownColumns[];
  /** What it follows; absent: the tables stay as they are. */
  readonly follow?: ShownFollow | undefined;
  readonly reason?: string | undefined;
  /** Asked length; absent: no end. */
  readonly requestedSeconds?: number | undefined;
  /** Epoch seconds; set once it is approved. */
  readonly expiresAt?: number | undefined;
  /** What the owner's policy asked for besides, by the field's name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly questions: readonly CardQuestion[];
  /** Id of the denied or ended request that this one asks again. */
  readonly predecessor?: string | undefined;
  /** One click cannot approve it: Review… has to be read. */
  readonly mustReview?: boolean | undefined;
  /** Empty where one approval is enough. */
  readonly stages: readonly CardStage[];
  /** Where the record stands, decided from the stored status alone. */
  readonly state: CardState;
  /** What the buttons carry; only a card that can be decided has buttons. */
  readonly buttonValue: string;
  /** Who asked is not known (made by the library): the card says which rule follows. */
  readonly requesterUnknown: boolean;
}

/** Who asked what before deciding, and what came back; names ready for mrkdwn, words as they were typed. */
export interface CardQuestion {
  readonly by: string;
  readonly text: string;
  readonly answer?: { readonly by: string; readonly text: string } | undefined;
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

/** The one message about a request in the owner's channel. It is updated in place and never runs ahead of the grants. */
export function approvalCard(card: ApprovalCardData): Message {
  const { names, ask } = words(card);
  return {
    text: `${ask} ${statusText(card)}`,
    blocks: [
      section(`*${card.requester} asks for data of ${names.product}*`),
      fields(card),
      ...(card.reason ? [section(`*Why:*\n>${typed(card.reason, 1500).replaceAll('\n', '\n>')}`)] : []),
      ...(card.predecessor
        ? [context(`Asked before: \`/mesh history ${card.predecessor}\` shows what was decided.`)]
        : []),
      ...answerLines(card),
      ...questionLines(card),
      ...stageLines(card.stages, card.state.kind === 'waiting'),
      ...(card.requesterUnknown
        ? [
            context(
              'Made outside Slack, so who asked is not known: nobody of the consumer team can approve it.',
            ),
          ]
        : []),
      ...(card.state.kind === 'waiting'
        ? [buttons(card)]
        : [section(statusText(card)), ...tableLines(card), ...mendButtons(card)]),
    ],
  };
}

function words(card: ApprovalCardData) {
  const { requester, consumerTeam, product, tables, permissions, reason } = card;
  const names = { product: typed(product, 100), team: typed(consumerTeam, 80) };
  const what = listed(
    tables.map(({ name }) => typed(name, 80)),
    5,
  );
  const more = Object.entries(card.answers).map(
    ([name, value]) => ` ${typed(name, 60)}: ${typed(value, 100)}.`,
  );
  const why = `${more.join('')}${reason ? ` Reason: ${typed(reason, 500)}` : ''}`;
  return {
    names,
    ask: `${requester} (${names.team}) asks for ${permissions.join(' and ')} on ${what} of ${names.product}.${followWords(card.follow)}${narrowedWords(card)} ${endWords(card)}${why}`,
  };
}

function narrowedWords({ columns }: ApprovalCardData): string {
  return scopeWords(columns)
    .map((words) => ` ${words}.`)
    .join('');
}

/** Asked length while it waits, the end once there is one. */
function endWords({ expiresAt, requestedSeconds }: ApprovalCardData): string {
  if (expiresAt !== undefined) {
    return `Ends ${moment(expiresAt)}.`;
  }
  return requestedSeconds === undefined
    ? 'No end set.'
    : `For ${durationText(requestedSeconds)}, counted from the approval.`;
}

function fields(card: ApprovalCardData): KnownBlock {
  const { consumerTeam, consumerAccount, database, tables, permissions } = card;
  const tableNames = clip(
    listed(
      tables.map(({ name }) => typed(name, 100)),
      20,
    ),
    1900,
  );
  return {
    type: 'section',
    fields: [
      { type: 'mrkdwn', text: `*For team*\n${typed(consumerTeam, 80)} (account ${consumerAccount})` },
      {
        type: 'mrkdwn',
        text: `*Permissions*\n${permissions.join(', ')}.${narrowedWords(card)}`.replace(/\.$/, ''),
      },
      {
        type: 'mrkdwn',
        text: clip(`*Tables*\n${tableNames}${followWords(card.follow).replace(/^ /, '\n')}`, 2000),
      },
      { type: 'mrkdwn', text: `*How long*\n${endWords(card)}` },
      { type: 'mrkdwn', text: `*Database*\n${typed(database, 255)}` },
    ],
  };
}

function answerLines({ answers }: ApprovalCardData): KnownBlock[] {
  const lines = Object.entries(answers).map(([name, value]) => `*${typed(name, 60)}:* ${typed(value, 300)}`);
  return lines.length > 0 ? [section(clip(lines.join('\n'), 2900))] : [];
}

/** The conversation so far; the newest lines where it is long. */
function questionLines({ questions }: ApprovalCardData): KnownBlock[] {
  if (questions.length === 0) {
    return [];
  }
  const lines = questions.slice(-4).map(({ by, text, answer }) => {
    const reply = answer ? `${answer.by}: ${typed(answer.text, 400)}` : '_No answer yet._';
    return `${by} asks: ${typed(text, 250)}\n>${reply.replaceAll('\n', '\n>')}`;
  });
  return [section(`*Questions*\n${lines.join('\n')}`)];
}

function buttons({ buttonValue, requester, mustReview }: ApprovalCardData): KnownBlock {
  return {
    type: 'actions',
    block_id: 'decide',
    elements: [
      ...(mustReview
        ? []
        : [
            {
              type: 'button' as const,
              action_id: APPROVE,
              style: 'primary' as const,
              value: buttonValue,
              text: { type: 'plain_text' as const, text: 'Approve' },
              accessibility_label: clip(`Approve the request of ${requester.replace(/[<>@]/g, '')}`, 75),
            },
          ]),
      {
        type: 'button',
        action_id: REVIEW,
        value: buttonValue,
        text: { type: 'plain_text', text: 'Review…' },
        accessibility_label: clip(`Review the request of ${requester.replace(/[<>@]/g, '')}`, 75),
      },
      {
        type: 'button',
        action_id: ASK,
        value: buttonValue,
        text: { type: 'plain_text', text: 'Ask…' },
        accessibility_label: clip(`Ask ${requester.replace(/[<>@]/g, '')} about the request`, 75),
      },
      {
        type: 'button',
        action_id: DENY,
        style: 'danger',
        value: buttonValue,
        text: { type: 'plain_text', text: 'Deny…' },
        accessibility_label: clip(`Deny the request of ${requester.replace(/[<>@]/g, '')}`, 75),
      },
    ],
  };
}

/** What an approver can do about grants that failed. */
function mendButtons({ state, buttonValue }: ApprovalCardData): KnownBlock[] {
  if (state.kind !== 'failed' && state.kind !== 'end-failed') {
    return [];
  }
  const button = (action_id: string, text: string) => ({
    type: 'button' as const,
    action_id,
    value: buttonValue,
    text: { type: 'plain_text' as const, text },
  });
  if (state.kind === 'end-failed') {
    const again = state.rollingBack
      ? button(ROLL_BACK, 'Roll back again')
      : button(REVOKE, 'End access again…');
    return [{ type: 'actions', block_id: 'mend', elements: [again] }];
  }
  const keep = state.granted > 0 ? [button(KEEP_PARTIAL, 'Keep what was granted')] : [];
  const elements = [
    { ...button(RETRY, 'Retry'), style: 'primary' as const },
    ...keep,
    button(ROLL_BACK, 'Roll back'),
  ];
  return [{ type: 'actions', block_id: 'mend', elements }];
}

function statusText({ state, tables, questions, stages }: ApprovalCardData): string {
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
function tableLines({ state, tables }: ApprovalCardData): KnownBlock[] {
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
