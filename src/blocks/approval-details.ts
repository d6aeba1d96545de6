import type { KnownBlock } from '@slack/types';
import type { ApprovalCardData } from './approval-card.ts';
import { scopeWords } from './column-words.ts';
import { durationText } from './durations.ts';
import { followWords } from './follow-words.ts';
import { section } from './message.ts';
import { clip, listed, moment, sentence, typed } from './text.ts';

/** All that is asked for, as one sentence that stands alone. */
export function askWords(card: ApprovalCardData): string {
  const { requester, consumerTeam, product, tables, permissions, reason } = card;
  const what = listed(
    tables.map(({ name }) => typed(name, 80)),
    5,
  );
  const more = Object.entries(card.answers).map(
    ([name, value]) => ` ${typed(name, 60)}: ${typed(value, 100)}.`,
  );
  const why = `${more.join('')}${reason ? ` Reason: ${sentence(typed(reason, 500))}` : ''}`;
  return `${requester} (${typed(consumerTeam, 80)}) asks for ${permissions.join(' and ')} on ${what} of ${typed(product, 100)}.${followWords(card.follow)}${narrowedWords(card)} ${endWords(card)}${why}`;
}

/** The same, field by field. */
export function detailFields(card: ApprovalCardData): KnownBlock {
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

/** What the owner’s policy asked for besides. */
export function answerLines({ answers }: ApprovalCardData): KnownBlock[] {
  const lines = Object.entries(answers).map(([name, value]) => `*${typed(name, 60)}:* ${typed(value, 300)}`);
  return lines.length > 0 ? [section(clip(lines.join('\n'), 2900))] : [];
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
