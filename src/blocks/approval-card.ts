import { decideButtons, mendButtons } from './approval-buttons.ts';
import { answerLines, askWords, detailFields } from './approval-details.ts';
import { type CardQuestion, questionLines } from './approval-questions.ts';
import { type CardStage, stageLines } from './approval-stages.ts';
import { type CardState, type CardTable, statusText, tableLines } from './approval-state.ts';
import type { ShownColumns } from './column-words.ts';
import { escalationWords, type ShownEscalation } from './escalation.ts';
import type { ShownFollow } from './follow-words.ts';
import { context, type Message, section } from './message.ts';
import { typed } from './text.ts';

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
  /** Who was asked besides, because it waited long or nobody was left. */
  readonly escalated?: ShownEscalation | undefined;
  /** Where the record stands, decided from the stored status alone. */
  readonly state: CardState;
  /** What the buttons carry; only a card that can be decided has buttons. */
  readonly buttonValue: string;
  /** Who asked is not known (made by the library): the card says which rule follows. */
  readonly requesterUnknown: boolean;
}

/** The one message about a request in the owner's channel. It is updated in place and never runs ahead of the grants. */
export function approvalCard(card: ApprovalCardData): Message {
  return {
    text: `${askWords(card)} ${statusText(card)}${card.escalated ? ` ${escalationWords(card.escalated)}` : ''}`,
    blocks: [
      section(`*${card.requester} asks for data of ${typed(card.product, 100)}*`),
      detailFields(card),
      ...(card.reason ? [section(`*Why:*\n>${typed(card.reason, 1500).replaceAll('\n', '\n>')}`)] : []),
      ...(card.predecessor
        ? [context(`Asked before: \`/mesh history ${card.predecessor}\` shows what was decided.`)]
        : []),
      ...answerLines(card),
      ...questionLines(card.questions),
      ...stageLines(card.stages, card.state.kind === 'waiting'),
      ...(card.escalated ? [context(`:arrow_double_up: ${escalationWords(card.escalated)}`)] : []),
      ...(card.requesterUnknown
        ? [
            context(
              'Made outside Slack, so who asked is not known: nobody of the consumer team can approve it.',
            ),
          ]
        : []),
      ...(card.state.kind === 'waiting'
        ? [decideButtons(card)]
        : [section(statusText(card)), ...tableLines(card), ...mendButtons(card)]),
    ],
  };
}
